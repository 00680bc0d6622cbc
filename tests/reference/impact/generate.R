# Adverse impact of four textbook-sized examples, and Cohen's d of the bfi scales by gender.
# Run in this folder: Rscript generate.R (base R only). Writes expected.json.
options(digits = 17)

impact <- function(ref, n_ref, focal, n_focal) {
  tab <- matrix(c(ref, n_ref - ref, focal, n_focal - focal), 2, byrow = TRUE)
  two <- fisher.test(tab)
  one <- fisher.test(tab, alternative = "greater")
  k <- max(0, ref + focal - n_focal):min(n_ref, ref + focal)
  d <- dhyper(k, n_ref, n_focal, ref + focal)
  obs <- dhyper(ref, n_ref, n_focal, ref + focal)
  same <- abs(d - obs) <= 1e-7 * obs
  # fisher.test finds its odds ratios by uniroot with tol = 1.2e-4; here with tol = 1e-14
  at <- function(t) {
    w <- log(d) + k * t
    w <- exp(w - max(w))
    w / sum(w)
  }
  solve <- function(f) exp(uniroot(f, c(-20, 20), tol = 1e-14)$root)
  p1 <- ref / n_ref
  p2 <- focal / n_focal
  p <- (ref + focal) / (n_ref + n_focal)
  z <- (p2 - p1) / sqrt(p * (1 - p) * (1 / n_ref + 1 / n_focal))
  se <- sqrt(1 / ref - 1 / n_ref + 1 / focal - 1 / n_focal)
  list(
    rate_reference = p1, rate_focal = p2, ratio = p2 / p1, below_four_fifths = p2 / p1 < 0.8,
    ratio_ci_low = exp(log(p2 / p1) - qnorm(0.975) * se),
    ratio_ci_high = exp(log(p2 / p1) + qnorm(0.975) * se),
    fisher = two$p.value, fisher_one_sided = one$p.value,
    mid_p = sum(d[d < obs & !same]) + sum(d[same]) / 2,
    conditional_odds_ratio = solve(function(t) sum(at(t) * k) - ref),
    odds_ci_low = solve(function(t) sum(at(t)[k >= ref]) - 0.025),
    odds_ci_high = solve(function(t) sum(at(t)[k <= ref]) - 0.025),
    fisher_test_odds_ratio = unname(two$estimate),
    fisher_test_low = two$conf.int[1], fisher_test_high = two$conf.int[2],
    odds_ratio = (tab[1, 1] * tab[2, 2]) / (tab[1, 2] * tab[2, 1]),
    z = z, z_p = 2 * pnorm(-abs(z)),
    chi_squared = unname(suppressWarnings(chisq.test(tab, correct = FALSE))$statistic),
    chi_squared_yates = unname(suppressWarnings(chisq.test(tab))$statistic),
    phi = sqrt(z^2 / (n_ref + n_focal)),
    h = 2 * asin(sqrt(p1)) - 2 * asin(sqrt(p2)),
    shortfall = n_focal * p1 - focal, shortfall_pooled = n_focal * p - focal
  )
}

difference <- function(x, focal) {
  a <- x[focal]
  b <- x[!focal]
  s <- sqrt(((length(a) - 1) * var(a) + (length(b) - 1) * var(b)) / (length(x) - 2))
  (mean(a) - mean(b)) / s
}

bfi <- read.csv("../data/bfi_complete25.csv")
turned <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
bfi[turned] <- 7 - bfi[turned]
scales <- sapply(c("A", "C", "E", "N", "O"), function(s) rowMeans(bfi[paste0(s, 1:5)]))

examples <- list(
  textbook_48_80_v_12_40 = c(48, 80, 12, 40),
  large_borderline = c(400, 1000, 155, 500),
  small_5_10_v_1_8 = c(5, 10, 1, 8),
  uniform_guidelines_60_100_v_25_50 = c(60, 100, 25, 50)
)

number <- function(x) if (is.logical(x)) tolower(x) else format(x, digits = 17, trim = TRUE)
object <- function(l, indent) {
  rows <- paste0(indent, "\"", names(l), "\": ", sapply(l, number))
  paste(rows, collapse = ",\n")
}
parts <- sapply(names(examples), function(n) {
  e <- examples[[n]]
  paste0(
    "  \"", n, "\": {\n   \"counts\": [", paste(e, collapse = ", "), "],\n   \"value\": {\n",
    object(do.call(impact, as.list(e)), "    "), "\n   }\n  }"
  )
})
d <- sapply(colnames(scales), function(s) difference(scales[, s], bfi$gender == 1))
text <- paste0(
  "{\n \"meta\": {\"R\": \"", R.version.string, "\"},\n \"impact\": {\n",
  paste(parts, collapse = ",\n"), "\n },\n \"bfi_men_less_women\": {\n",
  object(as.list(d), "  "), "\n }\n}\n"
)
cat(text, file = "expected.json")
