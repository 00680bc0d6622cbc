# Makes expected.json: ladders of invariance by lavaan and semTools, every step with its parameters
# and the tests between steps, of samples drawn here (samples/*.csv) and of ../data.
# Three unequal groups and four options, three options, two options, six options of real people;
# continuous answers by robust maximum likelihood, complete and with gaps.
# Run in this folder: Rscript generate.R
# Numbers have 12 significant digits.

suppressMessages({library(lavaan); library(semTools); library(jsonlite)})

# answers of n people a group: loadings and intercepts of each group, means of factors, thresholds
loadings <- matrix(0, 8, 2)
loadings[1:4, 1] <- c(.8, .7, .6, .75)
loadings[5:8, 2] <- c(.65, .8, .7, .6)
weaker <- loadings
weaker[3, 1] <- .3
together <- matrix(c(1, .4, .4, 1), 2)
none <- rep(0, 8)
answers <- function(seed, n, l, means, intercepts, thresholds) {
  set.seed(seed)
  of_group <- function(g) {
    factors <- sweep(matrix(rnorm(n[g] * 2), n[g]) %*% chol(together), 2, means[g, ], "+")
    y <- factors %*% t(l[[g]]) + matrix(rnorm(n[g] * 8), n[g]) %*% diag(sqrt(1 - rowSums(l[[g]]^2)))
    y <- sweep(y, 2, intercepts[[g]], "+")
    chosen <- sapply(1:8, function(j) findInterval(y[, j], thresholds[[(j - 1) %% length(thresholds) + 1]]) + 1L)
    data.frame(setNames(as.data.frame(chosen), paste0("u", 1:8)), group = letters[g])
  }
  do.call(rbind, lapply(seq_along(n), of_group))
}
measured <- function() {
  set.seed(21)
  group <- rep(c("p", "q", "r"), c(180, 90, 240))
  f <- matrix(rnorm(1020), 510) %*% chol(matrix(c(1, .5, .5, 1), 2))
  f[group == "q", 1] <- f[group == "q", 1] + .5
  l <- matrix(0, 7, 2)
  l[1:4, 1] <- c(.9, .8, .7, .6)
  l[5:7, 2] <- c(.8, .9, .7)
  y <- f %*% t(l) + .7 * (matrix(rexp(3570), 510) - 1)
  y[group == "r", 2] <- y[group == "r", 2] + .5
  data.frame(setNames(as.data.frame(round(y, 3)), paste0("u", 1:7)), group = group)
}
with_gaps <- function(d) {
  set.seed(22)
  for (j in 1:7) d[runif(nrow(d)) < .1, j] <- NA
  d
}
real <- read.csv("../data/bfi_complete25.csv")
real <- na.omit(real[c(paste0("C", 1:5), paste0("E", 1:5), "gender")])
names(real) <- c(paste0("u", 1:10), "group")

drawn <- list(
  three_groups = answers(11, c(420, 260, 150), list(loadings, weaker, loadings), rbind(c(0, 0), c(.3, -.2), c(-.2, .4)),
                         list(none, none, replace(none, 6, .4)), list(c(-1, 0, 1), c(-.6, .3, 1.2), c(-1.3, -.4, .5))),
  three_options = answers(13, c(380, 300), list(loadings, weaker), rbind(c(0, 0), c(.2, .2)), list(none, replace(none, 7, .5)),
                          list(c(-.5, .7), c(-.8, .4))),
  two_options = answers(12, c(500, 340), list(loadings, loadings), rbind(c(0, 0), c(.4, .1)), list(none, replace(none, 2, -.4)),
                        list(-.3, .2, .6, -.7)),
  skewed = measured()
)
drawn$gaps <- with_gaps(drawn$skewed)
for (name in names(drawn)) write.csv(drawn[[name]], file.path("samples", paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
data <- c(drawn, list(C_and_E_by_gender = real))

steps <- c("thresholds", "loadings", "intercepts", "residuals")
model <- function(d) {
  p <- ncol(d) - 1
  half <- ceiling(p / 2)
  paste0("f =~ ", paste0("u", 1:half, collapse = "+"), "\ng =~ ", paste0("u", (half + 1):p, collapse = "+"))
}
ordinal <- function(d) {
  items <- setdiff(names(d), "group")
  most <- max(sapply(d[items], function(v) length(unique(v))))
  first <- if (most == 2) 3 else if (most == 3) 2 else 1
  lapply(c(0, first:4), function(k) {
    syntax <- measEq.syntax(model(d), data = d, ordered = items, parameterization = "theta", ID.fac = "std.lv",
                            ID.cat = "Wu.Estabrook.2016", group = "group", group.equal = if (k) steps[1:k] else "")
    cfa(as.character(syntax), data = d, ordered = items, group = "group", parameterization = "theta", estimator = "WLSMV")
  })
}
continuous <- function(d) lapply(0:3, function(k) {
  cfa(model(d), d, group = "group", estimator = "MLR", std.lv = TRUE, missing = if (anyNA(d)) "fiml" else "listwise",
      group.equal = if (k) c("loadings", "intercepts", "residuals")[1:k] else "")
})
shown <- c("chisq", "df", "chisq.scaled", "cfi.scaled", "rmsea.scaled", "srmr")
described <- function(name) {
  linear <- name %in% c("skewed", "gaps")
  fits <- if (linear) continuous(data[[name]]) else ordinal(data[[name]])
  one <- function(fit) {
    rows <- parameterEstimates(fit, remove.eq = TRUE, remove.nonfree = FALSE)
    rows <- rows[!rows$op %in% c("==", "~*~"), c("lhs", "op", "rhs", "group", "est", "se")]
    list(fit = as.list(fitMeasures(fit)[shown]), parameters = as.list(rows))
  }
  tests <- as.list(as.data.frame(if (linear) do.call(lavTestLRT, fits)
    else do.call(lavTestLRT, c(fits, method = "satorra.2000", A.method = "delta"))))
  list(groups = lavInspect(fits[[1]], "group.label"), steps = lapply(fits, one),
       tests = lapply(tests[c("Chisq diff", "Df diff", "Pr(>Chisq)")], function(v) v[-1]))
}
versions <- c(R = R.version.string, sapply(c("lavaan", "semTools"), function(p) format(packageVersion(p))))
write_json(list(versions = as.list(versions), values = lapply(setNames(nm = names(data)), described)), "expected.json",
           auto_unbox = TRUE, digits = I(12), na = "null")
