# Prints expected.json: sample moments that lavaan fits models to.
# Run in this folder: Rscript generate.R > expected.json
# Reads ../data only; draws nothing. Numbers have 15 significant digits.

suppressMessages({library(lavaan); library(jsonlite)})

HSM <- read.csv("../data/HS_missing.csv")
BC <- read.csv("../data/bfi_complete25.csv")
m_hs <- "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"
A <- paste0("A", 1:5)

matrix_of <- function(x) {
  x <- unclass(x)
  list(rownames = rownames(x), colnames = colnames(x), data = unname(matrix(x, nrow(x))))
}
f <- cfa("A =~ A1+A2+A3+A4+A5", BC, ordered = A, estimator = "WLSMV")
values <- list(
  hs_missing.saturated_em = matrix_of(lavCor(HSM[paste0("x", 1:9)], missing = "fiml", output = "cov")),
  hs_missing.patterns_coverage = matrix_of(lavInspect(cfa(m_hs, HSM, missing = "fiml"), "coverage")),
  bfi.AN_wlsmv_gamma = list(
    WLS.obs = as.list(lavInspect(f, "wls.obs")), gamma = matrix_of(lavInspect(f, "gamma")),
    wls.v_diag = as.list(diag(lavInspect(f, "wls.v"))), th = as.list(lavInspect(f, "sampstat")$th)
  )
)
cat(toJSON(list(values = lapply(values, function(v) list(value = v))), digits = 15, auto_unbox = TRUE, pretty = TRUE), "\n")
