# Makes continuous.json: configural, metric, scalar and strict invariance of two groups, their
# difference tests and score tests, by lavaan.
# Run in this folder: Rscript continuous.R
# Reads ../data only; draws nothing; numbers have 15 significant digits.

suppressPackageStartupMessages({
  library(lavaan)
  library(jsonlite)
})

HS <- read.csv("../data/HolzingerSwineford1939.csv")
HSM <- read.csv("../data/HS_missing.csv")
BC <- read.csv("../data/bfi_complete25.csv")
BC <- BC[!is.na(BC$gender), ]
hs <- "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"
an <- "A =~ A1+A2+A3+A4+A5\nN =~ N1+N2+N3+N4+N5"
equal <- c("loadings", "intercepts", "residuals")
steps <- c("configural", equal)
shown <- c("chisq", "df", "cfi", "rmsea", "srmr", "bic")
tolerance <- "chisq 1e-4 relative; robust/scaled 1e-3 relative; indices 1e-5"

listed <- function(test) as.list(test[c("Chisq diff", "Df diff", "Pr(>Chisq)")])
# Satorra and Bentler (2010) of equal loadings. lavaan's own test starts from estimates of the same name; under
# std.lv the metric model frees variances that the configural one fixes, so they are turned into loadings first.
positive <- function(model, data, group) {
  fits <- lapply(c("", "loadings"), function(e) cfa(model, data, group = group, estimator = "MLR", std.lv = TRUE, group.equal = e))
  general <- parTable(fits[[1]])
  given <- parTable(fits[[2]])
  value <- function(l, o, r, g) given$est[given$lhs == l & given$op == o & given$rhs == r & given$group == g]
  latent <- lavNames(fits[[1]], "lv")
  sd <- function(f, g) if (f %in% latent) sqrt(value(f, "~~", f, g)) else 1
  at <- sapply(seq_along(general$lhs), function(i) with(general[i, ], value(lhs, op, rhs, group) *
    switch(op, "=~" = sd(lhs, group), "~~" = 1 / (sd(lhs, group) * sd(rhs, group)), 1)))
  general$start <- at
  general$ustart[general$free > 0] <- at[general$free > 0]
  general$est <- NULL
  hybrid <- lavaan(general, data, group = group, estimator = "MLR", optim.method = "none",
    optim.force.converged = TRUE, check.gradient = FALSE)
  stopifnot(max(abs(unlist(fitted(hybrid)) - unlist(fitted(fits[[2]])))) < 1e-10)
  m <- fitMeasures(fits[[2]], c("chisq", "df", "chisq.scaling.factor"))
  g <- fitMeasures(fits[[1]], c("chisq", "df"))
  c10 <- as.numeric(hybrid@test[[2]]$scaling.factor)
  d <- m[["df"]] - g[["df"]]
  scaling <- (m[["df"]] * m[["chisq.scaling.factor"]] - g[["df"]] * c10) / d
  statistic <- (m[["chisq"]] - g[["chisq"]]) / scaling
  list(c10 = c10, scaling = scaling, statistic = statistic, df = d, p = pchisq(statistic, d, lower.tail = FALSE))
}

ladder <- function(label, model, data, group, estimator, missing = "listwise", upto = 4) {
  fits <- lapply(seq_len(upto), function(k) cfa(model, data, group = group, estimator = estimator,
    missing = missing, group.equal = if (k > 1) equal[1:(k - 1)] else ""))
  scaled <- if (estimator == "MLR") c("chisq.scaled", "cfi.scaled", "rmsea.scaled")
  values <- lapply(seq_len(upto), function(k) list(
    call = sprintf("cfa(%s, group = \"%s\", estimator = \"%s\", missing = \"%s\", group.equal = c(%s))", label, group,
      estimator, missing, paste0("\"", equal[seq_len(k - 1)], "\"", collapse = ", ")),
    tol = tolerance, value = as.list(fitMeasures(fits[[k]], c(shown, scaled)))))
  names(values) <- paste(label, estimator, steps[seq_len(upto)], sep = ".")
  values[[paste(label, estimator, "LRT", sep = ".")]] <- list(call = "lavTestLRT(configural, metric, ...)",
    tol = if (estimator == "MLR") "1e-3" else "1e-4", value = listed(do.call(lavTestLRT, fits)))
  if (estimator == "MLR") {
    values[[paste0(label, ".MLR.LRT_sb2010")]] <- list(
      call = "T(metric) - T(configural) over (df0 c0 - df1 c10) / (df0 - df1): std.lv = TRUE, c10 the scaling of the configural model at the metric one's moments",
      tol = "1e-3", value = positive(model, data, group))
    values[[paste0(label, ".MLR.LRT_satorra2000")]] <- list(
      call = "lavTestLRT(..., method = \"satorra.2000\")", tol = "1e-3",
      value = listed(do.call(lavTestLRT, c(fits, method = "satorra.2000"))))
  } else if (missing == "listwise") {
    uni <- suppressWarnings(lavTestScore(fits[[3]]))$uni
    table <- parTable(fits[[3]])
    latent <- subset(parameterEstimates(cfa(model, data, group = group, std.lv = TRUE, group.equal = equal[1:2])),
      group == 2 & lhs %in% lavNames(fits[[3]], "lv") & op %in% c("~1", "~~") & (rhs == "" | rhs == lhs))
    values[[paste0(label, ".latent_scalar")]] <- list(
      call = "parameterEstimates(cfa(..., std.lv = TRUE, group.equal = c(\"loadings\", \"intercepts\"))), second group",
      tol = "1e-4", value = as.list(latent[c("lhs", "op", "est", "se", "z", "pvalue", "ci.lower", "ci.upper")]))
    rows <- match(uni$lhs, table$plabel)
    values[[paste0(label, ".score_tests_scalar")]] <- list(call = "lavTestScore(scalar ML)", tol = "1e-3",
      value = list(left = table$lhs[rows], operator = table$op[rows], right = table$rhs[rows], X2 = uni$X2))
  }
  values
}

partial <- cfa(hs, HS, group = "school", group.equal = equal[1:2], group.partial = c("x3~1", "x7~1"))
metric <- cfa(hs, HS, group = "school", group.equal = equal[1])
values <- c(
  ladder("hs_school", hs, HS, "school", "ML"), ladder("hs_school", hs, HS, "school", "MLR"),
  ladder("bfi_AN_gender", an, BC, "gender", "ML"), ladder("bfi_AN_gender", an, BC, "gender", "MLR"),
  ladder("hs_missing_school", hs, HSM, "school", "ML", missing = "fiml", upto = 3),
  list(hs_school.partial_vs_metric = list(
    call = "lavTestLRT(metric, scalar with group.partial = c(\"x3~1\", \"x7~1\"))", tol = "1e-4",
    value = listed(lavTestLRT(metric, partial)))))
meta <- list(R = R.version.string, lavaan = as.character(packageVersion("lavaan")))
write_json(list(meta = meta, values = values), "continuous.json", digits = I(15), auto_unbox = TRUE,
           na = "null", pretty = 1)
