# Makes expected.json: careless-responding indices of 2,436 people by R careless.
# Run in this folder: Rscript generate.R
# Needs psych and careless from https://github.com/ryentes/careless at 0a84caf (1.2.2).
# Rows are those of ../data/bfi_complete25.csv; numbers have 15 significant digits.

bfi <- read.csv("../data/bfi_complete25.csv")
items <- paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)
turned <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
raw <- bfi[items]
keyed <- raw
keyed[turned] <- 7 - keyed[turned]

number <- function(x) ifelse(is.na(x), "null", formatC(x, digits = 15, format = "g", width = -1))
array <- function(x) paste0("[", paste(trimws(number(x)), collapse = ","), "]")
text <- function(x) paste0("[", paste0("\"", x, "\"", collapse = ","), "]")
entry <- function(id, call, tol, value) {
  sprintf("  \"%s\": {\"call\": \"%s\", \"tol\": %s,\n   \"value\": %s}", id, call, tol, value)
}

pairs <- careless:::get_item_pairs(as.matrix(raw), 0.45, FALSE)
opposites <- careless:::get_item_pairs(as.matrix(raw), -0.3, TRUE)
runs <- careless::longstring(raw, avg = TRUE)
distances <- careless::mahad(raw, plot = FALSE, flag = TRUE, confidence = 0.99)
entries <- c(
  entry("longstring", "careless::longstring(raw)", "1e-10", array(careless::longstring(raw))),
  entry("irv", "careless::irv(raw)", "1e-10", array(careless::irv(raw))),
  entry(
    "even_odd", "careless::evenodd(keyed, factors = rep(5, 5))", "1e-10",
    array(suppressWarnings(careless::evenodd(keyed, factors = rep(5, 5))))
  ),
  entry(
    "psychometric_synonyms",
    "careless::psychsyn(raw, critval = 0.45, resample_na = FALSE)", "1e-10",
    array(careless::psychsyn(raw, critval = 0.45, resample_na = FALSE))
  ),
  entry(
    "synonym_pairs", "careless:::get_item_pairs(as.matrix(raw), 0.45, FALSE)", "0",
    paste0("{\"first\": ", text(pairs[, 1]), ", \"second\": ", text(pairs[, 2]), "}")
  ),
  entry(
    "mahalanobis", "careless::mahad(raw, plot = FALSE)", "1e-8",
    array(careless::mahad(raw, plot = FALSE))
  ),
  entry("average_string", "careless::longstring(raw, avg = TRUE)$avgstr", "1e-10", array(runs$avgstr)),
  entry(
    "psychometric_antonyms",
    "careless::psychsyn(raw, critval = -0.3, anto = TRUE, resample_na = FALSE)", "1e-10",
    array(careless::psychsyn(raw, critval = -0.3, anto = TRUE, resample_na = FALSE))
  ),
  entry(
    "antonym_pairs", "careless:::get_item_pairs(as.matrix(raw), -0.3, TRUE)", "0",
    paste0("{\"first\": ", text(opposites[, 1]), ", \"second\": ", text(opposites[, 2]), "}")
  ),
  entry(
    "mahalanobis_cut", "qchisq(0.99, 25) and sum(mahad(raw, flag = TRUE, confidence = 0.99)$flagged)",
    "1e-8",
    array(c(qchisq(0.99, 25), sum(distances$flagged)))
  ),
  entry(
    "summary", "mean and max of longstring(raw), mean of irv(raw)", "1e-10",
    array(c(mean(runs$longstr), max(runs$longstr), mean(careless::irv(raw))))
  )
)
versions <- c(
  R = R.version.string,
  careless = as.character(packageVersion("careless")),
  psych = as.character(packageVersion("psych"))
)
versions <- paste0("\"", names(versions), "\": \"", versions, "\"", collapse = ", ")
writeLines(
  c("{", paste0(" \"versions\": {", versions, "},"), " \"values\": {",
    paste(entries, collapse = ",\n"), " }", "}"),
  "expected.json"
)
