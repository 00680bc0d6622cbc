# Makes expected.json: eigenvalues of shuffled answers for parallel analysis.
# Run in this folder: Rscript generate.R
# Reads ../data only. Numbers have 15 significant digits.

complete <- read.csv("../data/bfi_complete25.csv")
x <- complete[paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)]

number <- function(v) paste0("[", paste(formatC(v, digits = 15, format = "g", width = -1), collapse = ","), "]")
entry <- function(id, call, tol, value)
  sprintf("  \"%s\": {\"call\": \"%s\", \"tol\": %s,\n   \"value\": %s}", id, call, tol, number(value))

set.seed(98)
E <- t(replicate(300, eigen(cor(apply(as.matrix(x), 2, sample)), only.values = TRUE)$values))
set.seed(99)
N <- t(replicate(1000, eigen(cor(matrix(rnorm(nrow(x) * 25), nrow(x), 25)), only.values = TRUE)$values))
q95 <- function(m) apply(m, 2, quantile, .95)
entries <- c(
  entry("bfi25.eigen", "eigen(cor(x))$values", "1e-10", eigen(cor(x))$values),
  entry("bfi25.parallel_permutation.mean", "columns shuffled, 300 draws", "0.015", colMeans(E)),
  entry("bfi25.parallel_permutation.q95", "columns shuffled, 300 draws", "0.015", q95(E)),
  entry("bfi25.parallel_quantiles.mean", "normal data, 1000 draws", "0.01", colMeans(N)),
  entry("bfi25.parallel_quantiles.q95", "normal data, 1000 draws", "0.01", q95(N))
)
writeLines(c(
  "{", sprintf(" \"versions\": {\"R\": \"%s\"},", R.version.string),
  " \"values\": {", paste(entries, collapse = ",\n"), " }", "}"
), "expected.json")
