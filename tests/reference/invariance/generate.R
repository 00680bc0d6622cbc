# Makes expected.json: the ladder of Wu & Estabrook (2016) for ordinal answers of two groups, each
# step's statistics and the difference tests between steps, by lavaan and semTools.
# Run in this folder: Rscript generate.R
# Reads ../data only; draws nothing; numbers have 15 significant digits.

suppressPackageStartupMessages({
  library(lavaan)
  library(semTools)
  library(jsonlite)
})

answers <- read.csv("../data/bfi_complete25.csv")
reversed <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
answers <- answers[!is.na(answers$gender), ]
steps <- c("configural", "thresholds", "loadings", "intercepts", "residuals")
shown <- c("chisq", "df", "chisq.scaled", "cfi.scaled", "rmsea.scaled", "srmr")

ladder <- function(label, scales) {
  items <- paste0(rep(scales, each = 5), 1:5)
  model <- paste(sapply(scales, function(s) paste(s, "=~", paste0(s, 1:5, collapse = "+"))), collapse = "\n")
  equal <- function(k) if (k == 1) "" else steps[2:k]
  fits <- lapply(seq_along(steps), function(k) {
    syntax <- as.character(measEq.syntax(model, data = answers, ordered = items, parameterization = "theta",
      ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group = "gender", group.equal = equal(k)))
    cfa(syntax, data = answers, ordered = items, group = "gender", parameterization = "theta", estimator = "WLSMV")
  })
  entries <- lapply(seq_along(steps), function(k) list(
    call = sprintf("measEq.syntax(%s, ordered=items, parameterization=\"theta\", ID.fac=\"std.lv\", ID.cat=\"Wu.Estabrook.2016\", group=\"gender\", group.equal=c(%s)); cfa(syntax, ordered, group, theta, WLSMV)",
      label, paste0("\"", equal(k), "\"", collapse = ",")),
    tol = "est 1e-5; se 1e-4; chisq 1e-4 relative; robust/scaled 1e-3 relative; RMSEA CI 1e-4",
    value = as.list(fitMeasures(fits[[k]], shown))))
  names(entries) <- paste0(label, ".", steps)
  tests <- do.call(lavTestLRT, fits)
  entries[[paste0(label, ".LRT_default")]] <- list(call = "lavTestLRT(configural..residuals)", tol = "1e-3",
    value = as.list(tests[c("Chisq diff", "Df diff", "Pr(>Chisq)")]))
  entries
}

values <- c(ladder("bfi_AN_gender_ord", c("A", "N")),
            ladder("bfi_5f_gender_ord", c("A", "C", "E", "N", "O")))
meta <- list(R = R.version.string, lavaan = as.character(packageVersion("lavaan")),
             semTools = as.character(packageVersion("semTools")))
write_json(list(meta = meta, values = values), "expected.json", digits = I(15), auto_unbox = TRUE,
           na = "null", pretty = 1)
sys.source("continuous.R", envir = new.env())
