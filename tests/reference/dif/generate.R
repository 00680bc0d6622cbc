# Makes expected.json: ordinal logistic regressions behind tests of differential item functioning,
# by MASS::polr. People are matched on the sum of their scale; groups by gender and education.
# Run in this folder: Rscript generate.R
# Reads ../data only; draws nothing; numbers have 15 significant digits.

suppressPackageStartupMessages({
  library(MASS)
  library(jsonlite)
})

answers <- read.csv("../data/bfi_complete25.csv")
reversed <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
answers[reversed] <- 7 - answers[reversed]

models <- function(item, scale, grouping) {
  given <- answers[!is.na(answers[[grouping]]), ]
  given$y <- ordered(given[[item]])
  given$total <- rowSums(given[paste0(scale, 1:5)])
  given$g <- factor(given[[grouping]])
  control <- list(reltol = 1e-15, maxit = 1000)
  fits <- list(
    empty = polr(y ~ 1, given, Hess = TRUE, control = control),
    alone = polr(y ~ total, given, Hess = TRUE, control = control),
    uniform = polr(y ~ total + g, given, Hess = TRUE, control = control),
    both = polr(y ~ total * g, given, Hess = TRUE, control = control))
  list(
    call = sprintf("polr(ordered(%s) ~ total [+ g [+ total:g]], g = factor(%s)), reltol 1e-15", item, grouping),
    tol = "log likelihoods 1e-6; coefficients 1e-4; standard errors 1e-3 relative (numerical Hessian)",
    n = nrow(given),
    log_likelihood = lapply(fits, function(f) as.numeric(logLik(f))),
    coefficients = as.list(unname(coef(fits$both))),
    zeta = as.list(unname(fits$both$zeta)),
    std_errors = as.list(unname(sqrt(diag(vcov(fits$both))))))
}

values <- list()
for (scale in c("A", "N")) for (item in paste0(scale, 1:5)) for (grouping in c("gender", "education"))
  values[[paste(item, grouping, sep = ".")]] <- models(item, scale, grouping)
meta <- list(R = R.version.string, MASS = as.character(packageVersion("MASS")))
write_json(list(meta = meta, values = values), "expected.json", digits = I(15), auto_unbox = TRUE,
           na = "null", pretty = 1)
