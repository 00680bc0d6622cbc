# Makes expected.json: Little's test with the EM moments of R lavaan.
# Run in this folder: Rscript generate.R
# Reads ../data and datasets::airquality only; nothing is drawn at random; 15 significant digits.
# naniar 1.1.0 documents mcar_test(airquality): statistic 35.1, df 14, p 0.00142, 4 patterns.

suppressPackageStartupMessages({
  library(lavaan)
  library(jsonlite)
})

little <- function(data) {
  data <- as.matrix(data)
  data <- data[rowSums(!is.na(data)) > 0, , drop = FALSE]
  moments <- lavaan:::lav_mvnorm_missing_h1_estimate_moments(
    Y = data, Mp = lavaan:::lav_data_missing_patterns(data, sort.freq = FALSE, coverage = FALSE),
    max.iter = 100000L, tol = 1e-14
  )
  keys <- apply(!is.na(data), 1, function(o) paste(as.integer(o), collapse = ""))
  statistic <- 0
  df <- -ncol(data)
  for (key in unique(keys)) {
    rows <- data[keys == key, , drop = FALSE]
    o <- !is.na(rows[1, ])
    d <- colMeans(rows[, o, drop = FALSE]) - moments$Mu[o]
    statistic <- statistic + nrow(rows) * sum(d * solve(moments$Sigma[o, o, drop = FALSE], d))
    df <- df + sum(o)
  }
  list(
    statistic = unbox(statistic), df = unbox(df),
    p_value = unbox(pchisq(statistic, df, lower.tail = FALSE)), n = unbox(nrow(data)),
    n_patterns = unbox(length(unique(keys))), mean = as.numeric(moments$Mu),
    covariance = unname(moments$Sigma)
  )
}

bfi <- read.csv("../data/bfi.csv")[paste0("N", 1:5)]
air <- datasets::airquality
out <- list(
  versions = list(R = unbox(as.character(getRversion())),
                  lavaan = unbox(as.character(packageVersion("lavaan")))),
  airquality = list(data = lapply(air, as.numeric), expected = little(air)),
  bfi_neuroticism = little(bfi)
)
writeLines(toJSON(out, digits = I(15), na = "null", pretty = TRUE), "expected.json")
