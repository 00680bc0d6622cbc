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
    values[[paste0(label, ".MLR.LRT_satorra2000")]] <- list(
      call = "lavTestLRT(..., method = \"satorra.2000\")", tol = "1e-3",
      value = listed(do.call(lavTestLRT, c(fits, method = "satorra.2000"))))
  } else if (missing == "listwise") {
    uni <- suppressWarnings(lavTestScore(fits[[3]]))$uni
    table <- parTable(fits[[3]])
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
