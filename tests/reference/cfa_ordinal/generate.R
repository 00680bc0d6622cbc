# Makes expected.json: sample moments with their sampling covariance (NACOV), and WLSMV fits
# with answers missing, case weights, groups and continuous items, by R lavaan.
# Run in this folder: Rscript generate.R
# Reads ../data only; draws nothing; numbers have 15 significant digits.

suppressPackageStartupMessages({
  library(lavaan)
  library(jsonlite)
})

complete <- read.csv("../data/bfi_complete25.csv")
raw <- read.csv("../data/bfi.csv")
n_items <- paste0("N", 1:5)
a_items <- paste0("A", 1:5)
items <- c(n_items, a_items)
weights <- c(.5, 1, 2, 1.5, .7)
weighted <- complete
weighted$w <- rep(weights, length.out = nrow(weighted))
# every 4th answer to the first item, every 5th to the second ... is taken out
holes <- raw[items]
for (j in 1:10) holes[seq(j, nrow(holes), by = 3 + j), j] <- NA
holes$w <- rep(weights, length.out = nrow(holes))
holes$gender <- raw$gender

it25 <- paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)
five <- paste(sapply(c("A", "C", "E", "N", "O"), function(s) paste(s, "=~", paste0(s, 1:5, collapse = "+"))), collapse = "\n")
second <- paste0(five, "\ng =~ A+C+E+N+O")
bifactor <- "g =~ A1+A2+A3+A4+A5+E1+E2+E3+E4+E5\nA =~ A1+A2+A3+A4+A5\nE =~ E1+E2+E3+E4+E5"
ae <- c(a_items, paste0("E", 1:5))
sparse <- read.csv("../data/bfi_sparse5.csv")
two <- "N =~ N1+N2+N3+N4+N5\nA =~ A1+A2+A3+A4+A5"
small <- "f =~ N1+N2+N3+A1+A2"
small_items <- paste0("N", 1:3)

moments <- function(call) {
  fit <- eval(parse(text = call))
  list(
    call = unbox(call), tol = unbox("moments 1e-5; gamma 1e-4 relative to its diagonal"),
    value = list(observed = unname(lavInspect(fit, "wls.obs")), gamma = unname(unclass(lavInspect(fit, "gamma"))))
  )
}
measures <- c(
  "npar", "chisq", "df", "pvalue", "chisq.scaled", "df.scaled", "pvalue.scaled", "chisq.scaling.factor",
  "baseline.chisq", "baseline.df", "baseline.chisq.scaled", "baseline.chisq.scaling.factor"
)
fitted <- function(call) {
  fit <- eval(parse(text = call))
  e <- as.data.frame(parameterEstimates(fit))
  e <- e[e$se > 0, ]
  if (is.null(e$group)) e$group <- 1L
  shift <- if (length(fit@test) > 1) fit@test[[2]]$shift.parameter
  f <- fitMeasures(fit)
  f <- as.list(f[intersect(measures, names(f))])
  if (!is.null(shift)) f$shift <- sum(shift)
  list(
    call = unbox(call),
    tol = unbox("est 1e-5; se 1e-4; chisq 1e-4 relative; robust/scaled 1e-3 relative"),
    value = list(
      nobs = lavInspect(fit, "nobs"),
      parameters = as.list(e[c("lhs", "op", "rhs", "group", "est", "se")]),
      fit = lapply(f, function(x) unbox(unname(as.numeric(x))))
    )
  )
}

m <- c(
  mixed = 'cfa(small, complete, ordered = small_items, estimator = "WLSMV")',
  mixed_weighted = 'cfa(small, weighted, ordered = small_items, estimator = "WLSMV", sampling.weights = "w")',
  mixed_pairwise = 'cfa(small, holes, ordered = small_items, estimator = "WLSMV", missing = "pairwise")',
  mixed_pairwise_weighted = 'cfa(small, holes, ordered = small_items, estimator = "WLSMV", missing = "pairwise", sampling.weights = "w")',
  ordinal_pairwise_weighted = 'cfa("f =~ N1+N2+N3", holes, ordered = small_items, estimator = "WLSMV", missing = "pairwise", sampling.weights = "w")'
)
f <- c(
  bfi.wlsmv = 'cfa(five, complete, ordered = it25, estimator = "WLSMV")',
  bfi.wlsmv_theta = 'cfa(five, complete, ordered = it25, estimator = "WLSMV", parameterization = "theta", std.lv = TRUE)',
  bfi.dwls = 'cfa(five, complete, ordered = it25, estimator = "DWLS")',
  bfi.wlsm = 'cfa(five, complete, ordered = it25, estimator = "WLSM")',
  bfi.ulsmv = 'cfa(five, complete, ordered = it25, estimator = "ULSMV")',
  bfi.wls_AN = 'cfa("A =~ A1+A2+A3+A4+A5\nN =~ N1+N2+N3+N4+N5", complete, ordered = items, estimator = "WLS")',
  bfi.second_order_wlsmv = 'cfa(second, complete, ordered = it25, estimator = "WLSMV")',
  bfi.bifactor_AE_wlsmv = 'cfa(bifactor, complete, ordered = ae, estimator = "WLSMV", orthogonal = TRUE, std.lv = TRUE)',
  bfi.mixed_wlsmv = 'cfa(two, complete, ordered = n_items, estimator = "WLSMV")',
  bfi.A_sparse_wlsmv = 'cfa("A =~ A1+A2+A3+A4+A5", sparse, ordered = a_items, estimator = "WLSMV")',
  pairwise_wlsmv = 'cfa(two, holes, ordered = items, estimator = "WLSMV", missing = "pairwise")',
  listwise_wlsmv = 'cfa(two, holes, ordered = items, estimator = "WLSMV")',
  weighted_wlsmv = 'cfa(two, weighted, ordered = items, estimator = "WLSMV", sampling.weights = "w")',
  mixed_pairwise_weighted_wlsmv = 'cfa(two, holes, ordered = n_items, estimator = "WLSMV", missing = "pairwise", sampling.weights = "w")',
  gender_loadings_wlsmv = 'cfa(two, complete, ordered = items, estimator = "WLSMV", group = "gender", group.equal = "loadings")',
  gender_weighted_wlsmv = 'cfa(two, weighted, ordered = items, estimator = "WLSMV", group = "gender", sampling.weights = "w", group.equal = c("loadings", "thresholds"))',
  gender_pairwise_theta_wlsmv = 'cfa(two, holes, ordered = items, estimator = "WLSMV", group = "gender", missing = "pairwise", parameterization = "theta", group.equal = "loadings")',
  mean_variance_adjusted = 'cfa(two, complete, ordered = items, estimator = "WLSMVS")',
  ulsm = 'cfa(two, complete, ordered = items, estimator = "ULSM")',
  mixed_ulsmv = 'cfa(two, complete, ordered = n_items, estimator = "ULSMV")',
  wls_mixed = 'cfa(two, complete, ordered = n_items, estimator = "WLS")'
)
values <- c(lapply(m, moments), lapply(f, fitted))
write_json(
  list(
    versions = list(R = unbox(R.version.string), lavaan = unbox(as.character(packageVersion("lavaan")))),
    values = values
  ),
  "expected.json", digits = I(15), na = "null"
)
