# Makes expected.json: alpha, omega, item statistics and moments by R psych.
# Run in this folder: Rscript generate.R
# Reads ../data only; nothing is drawn at random; numbers have 15 significant digits.

suppressPackageStartupMessages({
  library(psych)
  library(jsonlite)
})

BF <- read.csv("../data/bfi.csv")
BC <- read.csv("../data/bfi_complete25.csv")
HS <- read.csv("../data/HolzingerSwineford1939.csv")
rev7 <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
it25 <- paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)
BK <- BC
BK[rev7] <- 7 - BK[rev7]
BKM <- BF
BKM[rev7] <- 7 - BKM[rev7]
scale <- function(s) paste0(s, 1:5)

quiet <- function(x) {
  sink(nullfile())
  on.exit(sink())
  suppressMessages(suppressWarnings(x))
}
entry <- function(call, tol, value) list(call = unbox(call), tol = unbox(tol), value = value)

alpha_of <- function(x) {
  a <- quiet(psych::alpha(x))
  lapply(list(
    alpha = a$total$raw_alpha, std_error = a$total$ase,
    ci_low = a$feldt$lower.ci[[1]], ci_high = a$feldt$upper.ci[[1]],
    corrected_item_total = a$item.stats$r.drop, alpha_if_dropped = a$alpha.drop$raw_alpha
  ), as.numeric)
}
omega_of <- function(x) {
  o <- quiet(psych::omega(x, nfactors = 1, plot = FALSE))
  list(omega_total = as.numeric(o$omega.tot), loadings = as.numeric(o$schmid$sl[, "g"]))
}
describe_of <- function(x) {
  d <- as.data.frame(psych::describe(x))
  as.list(d[c("n", "mean", "sd", "skew", "kurtosis", "se")])
}

sets <- c(
  lapply(c(complete.A = "A", complete.C = "C", complete.E = "E", complete.N = "N",
           complete.O = "O"), function(s) BK[scale(s)]),
  lapply(c(pairwise.N = "N", pairwise.O = "O"), function(s) BKM[scale(s)]),
  list(hs9 = HS[paste0("x", 1:9)])
)
values <- list()
for (name in names(sets)) {
  x <- sets[[name]]
  values[[paste0(name, ".alpha")]] <-
    entry("psych::alpha(x): total, feldt, item.stats$r.drop, alpha.drop", 1e-10, alpha_of(x))
  values[[paste0(name, ".omega1")]] <-
    entry("psych::omega(x, nfactors = 1, plot = FALSE)", 1e-4, omega_of(x))
}
values$bfi25.describe <- entry("psych::describe(BC[it25])", 1e-10, describe_of(BC[it25]))
values$hs9.describe <-
  entry("psych::describe(HS[x1..x9])", 1e-10, describe_of(HS[paste0("x", 1:9)]))

versions <- list(
  R = unbox(R.version.string), psych = unbox(as.character(packageVersion("psych")))
)
write(toJSON(list(versions = versions, values = values), digits = I(15), pretty = 1),
      "expected.json")
