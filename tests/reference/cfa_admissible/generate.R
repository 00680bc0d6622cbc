# Makes expected.json: second-order models whose free search leaves what is admissible although
# an admissible local minimum exists, as R lavaan finds it from its default start (markers, or
# factors of variance one). Run in this folder: Rscript generate.R
# samples/<design>_<seed>.csv: 300 simulated people, three or four factors of three items with
# five options, loadings .7; the general factor explains (design 3) .02, .3, .3, .3, (4) .2, .6,
# .3, 0, (5) .1, .5, .2, .4 of the factors as standardised loadings; normal deviates of numpy's
# default_rng(seed), cut at -1.3, -.5, .4, 1.2. Kept: those whose free search runs away.

suppressPackageStartupMessages({
  library(lavaan)
  library(jsonlite)
})

model_of <- function(items) {
  factors <- unique(substr(items, 1, 1))
  own <- sapply(factors, function(f) paste(f, "=~", paste0(f, 1:3, collapse = " + ")))
  paste0(paste(own, collapse = "\n"), "\ng =~ ", paste(factors, collapse = " + "))
}

with_holes <- function(answers) {
  for (j in seq_along(answers)) answers[seq(j, nrow(answers), by = 17 + j), j] <- NA
  answers
}

fitted <- function(sample, estimator, std.lv) {
  answers <- read.csv(file.path("samples", paste0(sample, ".csv")))
  model <- model_of(names(answers))
  fit <- suppressWarnings(switch(estimator,
    wlsmv = cfa(model, answers, ordered = names(answers), estimator = "WLSMV", std.lv = std.lv),
    ml = cfa(model, answers, estimator = "ML", std.lv = std.lv),
    fiml = cfa(model, with_holes(answers), estimator = "MLR", missing = "fiml", std.lv = std.lv)
  ))
  stopifnot(lavInspect(fit, "converged"), suppressWarnings(lavInspect(fit, "post.check")))
  s <- standardizedSolution(fit)
  s <- s[s$op %in% c("=~", "~~"), ]
  f <- fitMeasures(fit)
  kept <- c("chisq", "df", "cfi", "rmsea", "srmr", "chisq.scaled", "cfi.scaled", "rmsea.scaled")
  list(
    sample = unbox(sample), estimator = unbox(estimator), std.lv = unbox(std.lv),
    fit = lapply(as.list(f[intersect(kept, names(f))]), function(x) unbox(as.numeric(x))),
    standardised = as.list(s[c("lhs", "op", "rhs", "est.std", "se")])
  )
}

cases <- list(
  list("3_0", "wlsmv", FALSE), list("3_3", "wlsmv", FALSE), list("5_5", "wlsmv", FALSE),
  list("5_9", "wlsmv", FALSE), list("4_7", "wlsmv", FALSE), list("5_10", "wlsmv", TRUE),
  list("3_2", "wlsmv", TRUE), list("4_10", "wlsmv", TRUE),
  list("5_9", "ml", FALSE), list("3_2", "ml", TRUE), list("4_10", "ml", TRUE),
  list("5_10", "ml", TRUE), list("5_10", "fiml", TRUE), list("4_10", "fiml", TRUE)
)
found <- lapply(cases, function(case) do.call(fitted, case))
write_json(
  list(
    made_by = unbox(paste0(R.version.string, "; lavaan ", packageVersion("lavaan"))),
    cases = found
  ),
  "expected.json", digits = NA, pretty = TRUE
)
