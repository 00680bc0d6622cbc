# Makes expected.json: polychoric correlations, thresholds and their standard errors.
# Run in this folder: Rscript generate.R
# Reads ../data only; draws nothing. Numbers have 15 significant digits.

suppressMessages({library(lavaan); library(psych); library(polycor)})

complete <- read.csv("../data/bfi_complete25.csv")
items <- paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)
x <- complete[items]
sparse <- read.csv("../data/bfi_sparse5.csv")[paste0("A", 1:5)]
collapsed <- sparse
collapsed[] <- lapply(collapsed, function(v) pmin(pmax(v, 2), 5) - 1L)
two <- as.data.frame(lapply(complete[paste0("N", 1:5)], function(v) as.integer(v > 3)))
raw <- read.csv("../data/bfi.csv")[paste0("N", 1:5)]
# every 4th answer of N1, every 5th of N2 ... is taken out
holes <- raw
for (j in 1:5) holes[seq(j, nrow(holes), by = 3 + j), j] <- NA
weighted <- complete[paste0("N", 1:3)]
weighted$w <- rep(c(.5, 1, 2, 1.5), length.out = nrow(weighted))
improper <- matrix(c(1, .9, -.5, .2, .9, 1, .5, .1, -.5, .5, 1, .3, .2, .1, .3, 1), 4)

number <- function(v) paste0("[", paste(formatC(v, digits = 15, format = "g", width = -1), collapse = ","), "]")
lower <- function(m) { m <- as.matrix(unclass(m)); t(m)[lower.tri(m)] }
entry <- function(id, call, tol, value)
  sprintf("  \"%s\": {\"call\": \"%s\", \"tol\": %s,\n   \"value\": %s}", id, call, tol, trimws(number(value)))
errors <- function(fit) {
  e <- parameterEstimates(fit)
  e <- e[e$se > 0, ]
  list(rho = e[e$op == "~~", ], cut = e[e$op == "|", ])
}
rho <- function(m) { m <- as.matrix(unclass(m)); m[lower.tri(m)] }  # column by column: (1,2), (1,3) ...
taus <- function(p) as.vector(t(as.matrix(p$tau)))

pair <- function(d) errors(lavCor(d, ordered = names(d), output = "fit", se = "standard"))
a <- pair(x[c("A1", "A2")]); s <- pair(sparse[c("A2", "A3")])
h <- errors(lavCor(holes, ordered = names(holes), missing = "pairwise", output = "fit", se = "standard"))
w <- errors(cfa("N1 ~~ N2 + N3\nN2 ~~ N3", weighted, ordered = paste0("N", 1:3), sampling.weights = "w"))
th <- function(d) lavCor(d, ordered = names(d), output = "th")
entries <- c(
  entry("bfi25.lavCor", "lavCor(x, ordered = items)", "1e-5", rho(lavCor(x, ordered = items))),
  entry("bfi25.lavCor_th", "lavCor(x, ordered = items, output = 'th')", "1e-10", th(x)),
  entry("bfi25.psych_correct0.rho", "polychoric(x, correct = 0)$rho", "1e-4", rho(polychoric(x, correct = 0)$rho)),
  entry("bfi25.psych_correct0.tau", "polychoric(x, correct = 0)$tau", "1e-4", taus(polychoric(x, correct = 0))),
  entry("sparse5.lavCor", "lavCor(sparse)", "1e-5", rho(lavCor(sparse, ordered = names(sparse)))),
  entry("sparse5.lavCor_th", "lavCor(sparse, output = 'th')", "1e-10", th(sparse)),
  entry("sparse5.psych_correct0.rho", "polychoric(sparse, correct = 0)$rho", "1e-4", rho(polychoric(sparse, correct = 0)$rho)),
  entry("sparse5_collapsed4.lavCor", "lavCor(collapsed)", "1e-5", rho(lavCor(collapsed, ordered = names(collapsed)))),
  entry("sparse5_collapsed4.lavCor_th", "lavCor(collapsed, output = 'th')", "1e-10", th(collapsed)),
  entry("sparse5_collapsed4.psych_correct0.rho", "polychoric(collapsed, correct = 0)$rho", "1e-4", rho(polychoric(collapsed, correct = 0)$rho)),
  entry("bfi_N_dichotomised.lavCor", "lavCor(two)", "1e-5", rho(lavCor(two, ordered = names(two)))),
  entry("bfi_N_dichotomised.tetrachoric", "tetrachoric(two, correct = 0)$rho", "1e-4", rho(tetrachoric(two, correct = 0)$rho)),
  entry("bfi.A1_A2.polychor_2step.rho", "polychor(A1, A2, std.err = TRUE)", "1e-5", polychor(x$A1, x$A2, std.err = TRUE)$rho),
  entry("sparse5.A2_A3.polychor_2step.rho", "polychor(A2, A3, std.err = TRUE)", "1e-5", polychor(sparse$A2, sparse$A3, std.err = TRUE)$rho),
  entry("bfi.A1_A2.se_rho", "lavCor(se = 'standard')", "1e-4", a$rho$se),
  entry("bfi.A1_A2.se_th", "lavCor(se = 'standard')", "1e-4", a$cut$se),
  entry("sparse5.A2_A3.se_rho", "lavCor(se = 'standard')", "1e-4", s$rho$se),
  entry("sparse5.A2_A3.se_th", "lavCor(se = 'standard')", "1e-4", s$cut$se),
  entry("holes.rho", "lavCor(holes, missing = 'pairwise')", "1e-5", h$rho$est),
  entry("holes.se_rho", "lavCor(holes, missing = 'pairwise', se = 'standard')", "1e-4", h$rho$se),
  entry("holes.th", "lavCor(holes, missing = 'pairwise')", "1e-10", h$cut$est),
  entry("holes.se_th", "lavCor(holes, missing = 'pairwise', se = 'standard')", "1e-4", h$cut$se),
  entry("weighted.rho", "cfa(sampling.weights = 'w')", "1e-5", w$rho$est),
  entry("weighted.se_rho", "cfa(sampling.weights = 'w')", "1e-4", w$rho$se),
  entry("weighted.th", "cfa(sampling.weights = 'w')", "1e-10", w$cut$est),
  entry("weighted.se_th", "cfa(sampling.weights = 'w')", "1e-4", w$cut$se),
  entry("improper.smooth", "cor.smooth(improper)", "1e-10", rho(suppressWarnings(cor.smooth(improper))))
)
version <- function(p) sprintf("\"%s\": \"%s\"", p, packageVersion(p))
writeLines(c(
  "{",
  sprintf(" \"versions\": {\"R\": \"%s\", %s},", R.version.string, paste(sapply(c("lavaan", "psych", "polycor"), version), collapse = ", ")),
  " \"values\": {", paste(entries, collapse = ",\n"), " }", "}"
), "expected.json")
