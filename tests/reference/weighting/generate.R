# Makes expected.json again: Rscript generate.R, in this folder.
# Needs clubSandwich, boot, jsonlite, and from GitHub rwa (e13908a) and domir (a023734).
# Reads only ../data. One run after the other gives the same bytes.
BC <- read.csv("../data/bfi_complete25.csv")
HS <- read.csv("../data/HolzingerSwineford1939.csv")
KL <- read.csv("../data/klein2000.csv")

reversed <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
keyed <- BC
keyed[reversed] <- 7 - keyed[reversed]
scales <- lapply(c(A = "A", C = "C", E = "E", N = "N", O = "O"), function(s) paste0(s, 1:5))
S <- as.data.frame(lapply(scales, function(items) rowMeans(keyed[items])))
S$age <- BC$age
S$gender <- BC$gender
S$education <- BC$education

studies <- list(
  bfi_age = S[c("age", "A", "C", "E", "N", "O")],
  bfi_edu = na.omit(S[c("education", "A", "C", "E", "N", "O", "gender")]),
  hs_x9 = HS[c("x9", "x1", "x2", "x3", "x4", "x5", "x6")]
)
HS$cluster <- paste(HS$school, HS$grade, HS$sex, HS$agemo %/% 4)
models <- list(
  klein = list(fit = lm(JOBSAT ~ POSAFF + COHES, KL), cluster = KL$GRPID),
  hs_school_grade = list(fit = lm(x9 ~ x1 + x4, HS), cluster = HS$cluster)
)

entry <- function(call, tol, value) list(call = call, tol = tol, value = value)
johnson <- function(d, rows = seq_len(nrow(d))) {
  R <- cor(d[rows, ])
  e <- eigen(R[-1, -1], symmetric = TRUE)
  lambda <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  as.vector(lambda^2 %*% solve(lambda, R[-1, 1])^2)
}
values <- list()

for (name in names(models)) for (kind in c("CR0", "CR1", "CR1S", "CR2")) {
  m <- models[[name]]
  found <- as.data.frame(clubSandwich::coef_test(m$fit, vcov = kind, cluster = m$cluster))
  values[[paste0(name, ".clubSandwich_", kind)]] <- entry(
    sprintf("coef_test(fit, vcov = \"%s\", cluster)", kind), 1e-8,
    as.list(found[c("beta", "SE", "tstat", "df_Satt", "p_Satt")])
  )
}

for (name in names(studies)) {
  d <- studies[[name]]
  y <- names(d)[1]
  x <- names(d)[-1]
  formula <- reformulate(x, y)
  n <- nrow(d)
  p <- length(x)
  w <- rwa::rwa(d, y, x, sort = FALSE)
  values[[paste0(name, ".rwa")]] <- entry(
    "rwa(d, outcome, predictors, sort = FALSE)", 1e-10,
    list(rsquare = w$rsquare, raw = w$result$Raw.RelWeight, rescaled = w$result$Rescaled.RelWeight)
  )
  dom <- domir::domir(formula, function(f) summary(lm(f, d))$r.squared)
  values[[paste0(name, ".domir")]] <- entry(
    "domir(formula, R2 of lm)", 1e-10,
    list(
      general = as.vector(dom$General_Dominance),
      conditional = unname(dom$Conditional_Dominance),
      complete = unname(dom$Complete_Dominance),
      total = dom$Value
    )
  )
  r2 <- summary(lm(formula, d))$r.squared
  ezekiel <- 1 - (1 - r2) * (n - 1) / (n - p - 1)
  series <- integrate(
    function(t) ((n - p + 1) / 2 - 1) * (1 - t)^((n - p + 1) / 2 - 2) / (1 - (1 - r2) * t),
    0, 1, rel.tol = 1e-13, subdivisions = 10000
  )$value
  rho4 <- max(0, ezekiel^2 - 2 * p * (1 - ezekiel)^2 / ((n - 1) * (n - p + 1)))
  values[[paste0(name, ".shrinkage")]] <- entry(
    "closed forms of Yin & Fan (2001)", 1e-10,
    list(
      n = n, p = p, r2 = r2, ezekiel = ezekiel,
      olkin_pratt_exact = 1 - (n - 3) / (n - p - 1) * (1 - r2) * series,
      browne_cv = ((n - p - 3) * rho4 + ezekiel) / ((n - 2 * p - 2) * ezekiel + p)
    )
  )
  set.seed(2024)
  b <- boot::boot(d, johnson, R = 50000)
  values[[paste0(name, ".rwa_boot")]] <- entry(
    "set.seed(2024); boot(d, johnson, R = 50000); quantiles of type 7",
    "Monte Carlo: sd within 5%, quantiles within 0.15 sd",
    list(
      mean = colMeans(b$t), sd = apply(b$t, 2, sd),
      q = unname(apply(b$t, 2, quantile, c(.025, .05, .5, .95, .975)))
    )
  )
}

versions <- lapply(
  c(clubSandwich = "clubSandwich", boot = "boot", rwa = "rwa", domir = "domir"),
  function(package) as.character(packageVersion(package))
)
json <- jsonlite::toJSON(
  list(versions = c(list(R = R.version.string), versions), values = values),
  auto_unbox = TRUE, digits = I(15), pretty = TRUE, na = "null"
)
writeLines(json, "expected.json")
