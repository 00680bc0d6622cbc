# Makes expected.json: Rubin's rules of R mice on imputations that mice itself made.
# Run in this folder: Rscript generate.R
# Reads datasets::airquality only; the seed of mice is set; 15 significant digits.

suppressPackageStartupMessages({
  library(mice)
  library(jsonlite)
})

m <- 7
imputed <- mice(airquality[, 1:4], m = m, maxit = 5, method = "norm", seed = 20261, print = FALSE)
full <- with(imputed, lm(Ozone ~ Solar.R + Wind + Temp))
table <- pool(full)$pooled
squared <- pool.r.squared(full)
fits <- full$analyses

write(toJSON(
  list(
    versions = list(
      R = unbox(as.character(getRversion())), mice = unbox(as.character(packageVersion("mice")))
    ),
    n = unbox(nrow(airquality)),
    complete_df = unbox(df.residual(fits[[1]])),
    estimates = t(sapply(fits, coef)),
    variances = t(sapply(fits, function(fit) diag(vcov(fit)))),
    r_squared = sapply(fits, function(fit) summary(fit)$r.squared),
    pooled = list(
      estimate = table$estimate, std_error = sqrt(table$t), df = table$df,
      fraction_missing = table$fmi
    ),
    pooled_r_squared = as.vector(squared[1, 1:3])
  ),
  digits = I(15), pretty = TRUE
), "expected.json")
