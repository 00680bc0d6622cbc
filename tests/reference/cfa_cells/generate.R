# Makes known.json, invariance.json and more.json: whole fits by lavaan, every cell of every table,
# of the committed data and of samples drawn by samples.R (samples/*.csv, where one is not there yet).
# Run in this folder: Rscript generate.R
# Numbers have 15 significant digits.

suppressMessages({library(lavaan); library(semTools); library(jsonlite)})
source("samples.R")
source("models.R")
source("models_more.R")

columns <- function(frame) lapply(as.list(frame), function(v) if (is.factor(v)) as.character(v) else v)
plain <- function(m) matrix(as.numeric(m), nrow(m))

# a fit is described by data only, so that another program can repeat it
fitted <- function(spec) {
  data <- get_data(spec$data)
  call <- list(spec$model, data)
  for (name in setdiff(names(spec), c("model", "data", "more"))) call[[name]] <- spec[[name]]
  suppressWarnings(do.call("cfa", call))
}

described <- function(spec) {
  fit <- fitted(spec)
  wanted <- c("lhs", "op", "rhs", "group", "label", "est", "se", "z", "pvalue", "ci.lower", "ci.upper",
              "std.lv", "std.all", "std.nox")
  table <- parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE, remove.eq = TRUE)
  table <- table[table$op != "==", ]
  several <- lavInspect(fit, "ngroups") > 1
  value <- list(converged = lavInspect(fit, "converged"), npar = unname(fitMeasures(fit, "npar")),
                nobs = I(unname(lavInspect(fit, "nobs"))),
                groups = I(if (several) as.character(lavInspect(fit, "group.label")) else ""),
                post_check = suppressWarnings(lavInspect(fit, "post.check")),
                parameters = columns(table[intersect(wanted, names(table))]),
                fit = as.list(unclass(fitMeasures(fit))))
  r2 <- lavInspect(fit, "r2")
  value$r2 <- if (several) lapply(unname(r2), as.list) else list(as.list(r2))
  mi <- tryCatch(suppressWarnings(modificationIndices(fit, sort. = TRUE)), error = function(e) NULL)
  if (!is.null(mi) && !identical(spec$more$mi, FALSE)) {
    mi <- head(mi[!is.na(mi$mi), ], 20)
    value$mi <- columns(mi[setdiff(names(mi), c("block", "level"))])
  }
  resid <- tryCatch(lavResiduals(fit, type = "cor.bentler", se = FALSE, zstat = FALSE, summary = FALSE),
                    error = function(e) NULL)
  if (!is.null(resid) && !identical(spec$more$residuals, FALSE)) {
    parts <- if (several) resid else list(resid)
    value$residuals <- lapply(unname(parts), function(r) plain(r$cov))
    value$residual_items <- rownames(parts[[1]]$cov)
  }
  value
}

versions <- list(R = R.version.string, lavaan = as.character(packageVersion("lavaan")),
                 semTools = as.character(packageVersion("semTools")))
text <- function(x) toJSON(x, digits = I(15), auto_unbox = TRUE, na = "null", null = "null")
line <- function(id, entry) paste0("  ", toJSON(id, auto_unbox = TRUE), ": ", text(entry))
written <- function(file, values) writeLines(
  c("{", paste0(" \"versions\": ", text(versions), ","), " \"values\": {",
    paste0(mapply(line, names(values), values), c(rep(",", length(values) - 1), "")), " }", "}"), file)

only <- commandArgs(trailingOnly = TRUE)
for (file in names(sets)) {
  if (length(only) && !file %in% only) next
  values <- lapply(sets[[file]], function(spec) list(spec = spec, value = described(spec)))
  written(paste0(file, ".json"), values)
}
