# Makes expected.json: standardised regressions with HC3 and CR2 errors in copies of a data set
# that mice completed, pooled by mice's rules.
# Run in this folder: Rscript generate.R
# Reads datasets::airquality only; clusters are its months; the seed of mice is set.

suppressPackageStartupMessages({
  library(mice)
  library(sandwich)
  library(clubSandwich)
  library(jsonlite)
})

m <- 5
names <- c("Solar.R", "Wind", "Temp")
known <- airquality[!is.na(airquality$Ozone), c("Ozone", names, "Month")]
known$Wind[seq(3, nrow(known), by = 7)] <- NA
imputed <- mice(known, m = m, maxit = 5, method = "norm", seed = 20262, print = FALSE)
copies <- lapply(seq_len(m), function(i) complete(imputed, i))
standardised <- lapply(copies, function(d) {
  d[c("Ozone", names)] <- scale(d[c("Ozone", names)])
  d
})
fits <- lapply(standardised, function(d) lm(Ozone ~ Solar.R + Wind + Temp, data = d))
slopes <- t(sapply(fits, function(f) coef(f)[-1]))
tests <- Map(function(f, d) {
  coef_test(f, vcov = vcovCR(f, cluster = d$Month, type = "CR2"), test = "Satterthwaite")
}, fits, standardised)
cr2 <- t(sapply(tests, function(t) t$SE[-1]))
df <- t(sapply(tests, function(t) t$df[-1]))
hc3 <- t(sapply(fits, function(f) sqrt(diag(vcovHC(f, type = "HC3")))[-1]))

# mice's pool.scalar takes its complete degrees of freedom as n - k
pooled <- function(errors, complete_df) {
  sapply(seq_along(names), function(j) {
    found <- pool.scalar(slopes[, j], errors[, j]^2, n = complete_df[j] + 1, k = 1)
    c(found$qbar, sqrt(found$t), found$df, found$fmi)
  })
}
fields <- c("estimate", "std_error", "df", "fraction_missing")
by_field <- function(values) setNames(lapply(1:4, function(i) values[i, ]), fields)
residual_df <- rep(df.residual(fits[[1]]), length(names))

write(toJSON(
  list(
    versions = list(
      R = unbox(as.character(getRversion())),
      mice = unbox(as.character(packageVersion("mice"))),
      sandwich = unbox(as.character(packageVersion("sandwich"))),
      clubSandwich = unbox(as.character(packageVersion("clubSandwich")))
    ),
    names = names,
    copies = lapply(copies, function(d) as.matrix(d[c(names, "Ozone")])),
    month = known$Month,
    cr2 = by_field(pooled(cr2, colMeans(df))),
    hc3 = by_field(pooled(hc3, residual_df))
  ),
  digits = I(15), pretty = TRUE
), "expected.json")
