# Reference values of tests/stats/test_{ols,pearson_interval}.py and tests/criterion/test_adjustment.py.
# Run in tests/reference: Rscript criterion/generate.R
# Prints every value at full precision and the versions; expected.json holds the same.
BC <- read.csv("data/bfi_complete25.csv")
HS <- read.csv("data/HolzingerSwineford1939.csv")
rev7 <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
BK <- BC
BK[rev7] <- 7 - BK[rev7]
S <- data.frame(N = rowMeans(BK[paste0("N", 1:5)]), E = rowMeans(BK[paste0("E", 1:5)]))
fit <- lm(x9 ~ x1 + x2 + x3 + x4 + x5 + x6, HS)
cor_ci <- cor.test(S$N, S$E)
values <- list(
  cor_ci = c(r = unname(cor_ci$estimate), lo = cor_ci$conf.int[1], hi = cor_ci$conf.int[2]),
  lm = list(coef = coef(fit), r2 = summary(fit)$r.squared, n = nobs(fit)),
  HC3 = lmtest::coeftest(fit, sandwich::vcovHC(fit, type = "HC3"))
)
print(values, digits = 15)
cat(R.version.string, "\n")
cat("sandwich", format(packageVersion("sandwich")), "\n")
