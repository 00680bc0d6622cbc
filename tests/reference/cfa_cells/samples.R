# The data: committed files, and samples drawn here, each with its own seed.

read_known <- function(name) {
  file <- c(HS = "HolzingerSwineford1939", HSM = "HS_missing", BC = "bfi_complete25", BFI = "bfi", SPARSE = "bfi_sparse5")[[name]]
  read.csv(file.path("..", "data", paste0(file, ".csv")))
}

# answers of n people to items with loadings (items x factors) and factor correlations
responses <- function(n, loadings, phi, extra = 0) {
  factors <- matrix(rnorm(n * ncol(loadings)), n) %*% chol(phi)
  unique <- sqrt(pmax(1 - rowSums((loadings %*% phi) * loadings), 0.2))
  factors %*% t(loadings) + matrix(rnorm(n * nrow(loadings)), n) %*% diag(unique) + extra
}
simple <- function(values) {
  m <- matrix(0, sum(lengths(values)), length(values))
  at <- 0
  for (f in seq_along(values)) { m[at + seq_along(values[[f]]), f] <- values[[f]]; at <- at + length(values[[f]]) }
  m
}
cut_at <- function(x, cuts) matrix(findInterval(x, cuts) + 1L, nrow(x))
named <- function(x, prefix) setNames(as.data.frame(x), paste0(prefix, seq_len(ncol(x))))
two <- matrix(c(1, .45, .45, 1), 2)

drawn <- list(
  three = function() {
    set.seed(301); group <- rep(c("north", "south", "west"), c(260, 310, 230))
    y <- responses(800, simple(list(c(.8, .7, .6, .75), c(.7, -.65, .8, .6))), two, 0.25 * (group == "south"))
    data.frame(named(cut_at(y, c(-1.1, -.3, .5, 1.3)), "u"), group = group)
  },
  blend = function() {
    set.seed(302); group <- rep(1:3, c(210, 280, 240))
    y <- responses(730, simple(list(c(.8, .7, .6, .7), c(.7, .65, .8, .6))), two, 0.2 * (group == 2))
    u <- cut_at(y[, c(1, 2, 5, 6)], c(-.9, .1, .9))
    data.frame(named(u, "u"), named(round(3 + 1.7 * y[, c(3, 4, 7, 8)], 3), "c"), group = group)
  },
  gaps = function() {
    set.seed(303)
    y <- responses(520, simple(list(c(.8, .7, .6), c(.7, .75, .8), c(.6, .8, .7))),
                   matrix(c(1, .5, .4, .5, 1, .45, .4, .45, 1), 3))
    y <- sign(y) * abs(y)^1.2
    holes <- rbind(diag(9) == 1, replicate(9, runif(31) < .3))
    chosen <- holes[sample(nrow(holes), 520, replace = TRUE), ]
    chosen[runif(520) < .35, ] <- FALSE
    y[chosen] <- NA
    data.frame(named(round(y, 3), "x"), cluster = rep(1:52, each = 10), weight = rep(c(.6, 1.4, 1, 2.2), length.out = 520),
               site = rep(c("b", "a"), length.out = 520))
  },
  binary = function() {
    set.seed(304)
    named(1L * (responses(600, simple(list(c(.8, .7, .6, .75), c(.7, .65, .8, .6))), two) > matrix(seq(-.8, .9, length.out = 8), 600, 8, TRUE)), "b")
  },
  pairs = function() {
    set.seed(305)
    y <- responses(380, simple(list(c(.7, .7), c(.8, .8), c(.6, .6))), matrix(c(1, .5, .4, .5, 1, .45, .4, .45, 1), 3))
    data.frame(named(round(10 * y, 2), "x"), named(cut_at(y, c(-1, 0, .8)), "u"))
  },
  linked = function() {
    set.seed(306)
    y <- responses(560, simple(list(c(.8, .7, .6, .7), c(.7, .65, .8, .6))), two)
    shared <- rnorm(560)
    y[, 1:2] <- y[, 1:2] + .6 * shared; y[, 8] <- y[, 8] + .4 * y[, 1]
    named(cut_at(y, c(-1.2, -.4, .4, 1.1)), "u")
  },
  heywood = function() {
    set.seed(307)
    r <- matrix(c(1, .72, .62, .5, .72, 1, .36, .35, .62, .36, 1, .3, .5, .35, .3, 1), 4)
    y <- matrix(rnorm(4 * 420), 420) %*% chol(r)
    data.frame(named(round(y, 3), "x"), named(cut_at(y, c(-.9, 0, .9)), "u"))
  },
  seven = function() {
    set.seed(308)
    y <- cut_at(responses(450, matrix(c(.8, .75, .7, .6)), matrix(1)), c(-1.6, -1, -.4, .3, .9, 1.5))
    y[y[, 2] == 4, 2] <- 3L
    y[y[, 3] == 1, 3] <- 2L
    named(y, "u")
  },
  scales = function() {
    set.seed(309)
    y <- responses(350, simple(list(c(.8, .7, .6, .75), c(.7, .65, .8, .6))), two)
    named(sweep(round(y, 3), 2, c(1, 500, .02, 1, 40, 1, .5, 3), "*"), "x")
  },
  staff = function() {
    set.seed(310); team <- rep(1:60, each = 9)
    y <- responses(540, simple(list(c(.8, .7, .6), c(.7, .75, .8))), two, rep(rnorm(60, sd = .5), each = 9))
    y <- exp(.5 * y)
    data.frame(named(round(y, 3), "x"), team = team, weight = round(rep(runif(60, .5, 2), each = 9), 2),
               shift = rep(c("day", "night"), each = 270))
  }
)
get_data <- function(name) {
  if (!name %in% names(drawn)) return(read_known(name))
  file <- file.path("samples", paste0(name, ".csv"))
  if (!file.exists(file)) { dir.create("samples", FALSE); write.csv(drawn[[name]](), file, row.names = FALSE, na = "") }
  read.csv(file)
}
