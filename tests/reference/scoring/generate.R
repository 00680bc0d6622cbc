# Reference values of tests/stats/test_measurement_error.py. Run in tests/reference: Rscript scoring/generate.R
# Prints every value at full precision and the versions; expected.json holds the same.
values <- list(
  spearman_brown = c(double = 2 * 0.6 / (1 + 0.6), k3 = 3 * 0.6 / (1 + 2 * 0.6)),
  sem = 10 * sqrt(1 - 0.85)
)
print(values, digits = 15)
cat(R.version.string, "\n")
