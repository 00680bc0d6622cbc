# Makes the data and expected.json: the ladder for answers about the same people from several
# sources or waves, each step's statistics and parameters and the difference tests between steps,
# by lavaan and semTools.
# Run in this folder: Rscript generate.R
# Draws the answers with set.seed; numbers have 15 significant digits.

suppressPackageStartupMessages({
  library(lavaan)
  library(semTools)
  library(jsonlite)
})

shown <- c("chisq", "df", "chisq.scaled", "cfi.scaled", "rmsea.scaled", "srmr")

# Answers of n people: factors of two dimensions, specifics that an item keeps from one occasion to
# the next, cuts of the later occasions moved by `moved` for the first item.
drawn <- function(n, dimensions, items, occasions, cuts, moved, seed) {
  set.seed(seed)
  wide <- list()
  trait <- matrix(rnorm(n * length(dimensions)), n) %*% chol(0.4 + 0.6 * diag(length(dimensions)))
  for (d in seq_along(dimensions)) for (i in seq_len(items)) {
    specific <- rnorm(n)
    for (o in seq_len(occasions)) {
      if (i == 1) state <- matrix(0, n, occasions)
      name <- paste0(dimensions[d], i, "_", o)
      key <- paste(dimensions[d], o)
      if (is.null(wide[[key]])) wide[[key]] <- 0.8 * trait[, d] + 0.6 * rnorm(n) + 0.2 * (o - 1)
      loading <- c(0.8, 0.7, 0.6, 0.75, 0.65)[i] - 0.1 * (o == 2 & i == 2)
      latent <- loading * wide[[key]] + 0.35 * specific + 0.5 * rnorm(n) + 0.1 * (o == 2 & i == 3)
      wide[[name]] <- if (is.null(cuts)) round(4 + latent + moved * (i == 1 & o > 1), 3) else
        1L + findInterval(latent, cuts + moved * (i == 1 & o > 1) * (seq_along(cuts) == 1))
    }
  }
  as.data.frame(wide[grepl("_", names(wide))])
}

ladder <- function(label, dimensions, items, occasions, cuts, moved, seed, n) {
  data <- drawn(n, dimensions, items, occasions, cuts, moved, seed)
  write.csv(data, paste0(label, ".csv"), row.names = FALSE)
  at <- seq_len(occasions)
  model <- unlist(lapply(dimensions, function(d) sapply(at, function(o)
    paste0(d, "_", o, " =~ ", paste0(d, seq_len(items), "_", o, collapse = " + ")))))
  longFac <- setNames(lapply(dimensions, function(d) paste0(d, "_", at)), dimensions)
  stems <- as.vector(sapply(dimensions, function(d) paste0(d, seq_len(items))))
  longInd <- setNames(lapply(stems, function(s) paste0(s, "_", at)), stems)
  ordinal <- !is.null(cuts)
  steps <- if (!ordinal) c("configural", "loadings", "intercepts", "residuals") else
    if (length(cuts) == 2) c("configural", "loadings", "intercepts", "residuals") else
    c("configural", "thresholds", "loadings", "intercepts", "residuals")
  equal <- function(k) {
    held <- if (k == 1) "" else steps[2:k]
    if (ordinal && length(cuts) == 2 && k > 1) c("thresholds", held) else held
  }
  fits <- lapply(seq_along(steps), function(k) {
    if (ordinal) {
      syntax <- as.character(measEq.syntax(paste(model, collapse = "\n"), data = data,
        ordered = names(data), parameterization = "theta", ID.fac = "std.lv",
        ID.cat = "Wu.Estabrook.2016", longFacNames = longFac, longIndNames = longInd,
        auto = "all", long.equal = equal(k)))
      lavaan(syntax, data = data, ordered = names(data), parameterization = "theta",
             estimator = "WLSMV")
    } else {
      syntax <- as.character(measEq.syntax(paste(model, collapse = "\n"), data = data,
        ID.fac = "std.lv", meanstructure = TRUE, longFacNames = longFac, longIndNames = longInd,
        auto = "all", long.equal = equal(k)))
      lavaan(syntax, data = data, estimator = "MLR", meanstructure = TRUE)
    }
  })
  call <- if (ordinal) "ordered, parameterization=\"theta\", ID.cat=\"Wu.Estabrook.2016\"" else "meanstructure=TRUE"
  entries <- lapply(seq_along(steps), function(k) {
    rows <- parameterEstimates(fits[[k]], remove.nonfree = FALSE)
    rows <- rows[rows$op %in% c("=~", "~~", "~1", "|"), ]
    list(
      call = sprintf("measEq.syntax(%s, %s, ID.fac=\"std.lv\", longFacNames, longIndNames, auto=\"all\", long.equal=c(%s)); lavaan(syntax, estimator=\"%s\")",
        label, call, paste0("\"", equal(k), "\"", collapse = ","), if (ordinal) "WLSMV" else "MLR"),
      value = as.list(fitMeasures(fits[[k]], shown)),
      parameters = rows[c("lhs", "op", "rhs", "est", "se")])
  })
  names(entries) <- paste0(label, ".", steps)
  tests <- do.call(lavTestLRT, fits)
  entries[[paste0(label, ".differences")]] <- list(call = "lavTestLRT(configural..residuals)",
    value = as.list(tests[c("Chisq diff", "Df diff", "Pr(>Chisq)")]))
  entries
}

four <- c(-1, -0.3, 0.4, 1.1)
values <- c(
  ladder("two_sources", c("a", "b"), 4, 2, four, 0.3, 7, 500),
  ladder("three_waves", "a", 4, 3, c(-0.8, 0.1, 0.9), 0.2, 8, 500),
  ladder("three_options", c("a", "b"), 4, 2, c(-0.6, 0.6), 0.3, 9, 500),
  ladder("continuous", c("a", "b"), 4, 2, NULL, 0.2, 10, 400))
meta <- list(R = R.version.string, lavaan = as.character(packageVersion("lavaan")),
             semTools = as.character(packageVersion("semTools")))
write_json(list(meta = meta, values = values), "expected.json", digits = I(15), auto_unbox = TRUE,
           na = "null", dataframe = "columns", pretty = 1)
