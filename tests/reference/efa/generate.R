# Makes expected.json: factorability, minres factors and oblimin rotations by R psych,
# GPArotation and lavaan. Run in this folder: Rscript generate.R
# Reads ../data only; the seed is for the starts of factanal; numbers have 15 significant digits.

suppressPackageStartupMessages({
  library(psych)
  library(GPArotation)
  library(lavaan)
  library(jsonlite)
})

set.seed(1)
BC <- read.csv("../data/bfi_complete25.csv")
HS <- read.csv("../data/HolzingerSwineford1939.csv")
it25 <- paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)
hs9 <- paste0("x", 1:9)
poly <- unclass(lavCor(BC[it25], ordered = it25))
matrices <- list(
  bfi25 = list(R = cor(BC[it25]), k = 5, n = nrow(BC)),
  hs9 = list(R = cor(HS[hs9]), k = 3, n = nrow(HS)),
  bfi25poly = list(R = matrix(as.numeric(poly), 25), k = 5, n = nrow(BC))
)

entry <- function(call, tol, value) list(call = unbox(call), tol = unbox(tol), value = value)
bare <- function(x) unname(unclass(as.matrix(x)))
minres <- function(m, rotate) {
  f <- suppressWarnings(psych::fa(m$R, nfactors = m$k, n.obs = m$n, fm = "minres", rotate = rotate))
  found <- list(loadings = bare(f$loadings))
  if (!is.null(f$Phi)) found$phi <- bare(f$Phi)
  found
}
rotation <- function(f) {
  list(loadings = bare(f$loadings), phi = bare(f$Phi), criterion = min(f$Table[, 2]))
}

values <- list()
for (name in c("bfi25", "hs9")) {
  m <- matrices[[name]]
  k <- psych::KMO(m$R)
  b <- psych::cortest.bartlett(m$R, n = m$n)
  values[[paste0(name, ".kmo")]] <-
    entry("psych::KMO(R)", 1e-10, list(overall = k$MSA, items = as.numeric(k$MSAi)))
  values[[paste0(name, ".bartlett")]] <- entry(
    "psych::cortest.bartlett(R, n)", 1e-10,
    list(statistic = b$chisq, df = b$df, p_value = b$p.value)
  )
}
values$bfi25poly.R <- entry("lavCor(BC[it25], ordered = it25)", 1e-5, bare(matrices$bfi25poly$R))
for (name in names(matrices)) {
  m <- matrices[[name]]
  for (rotate in c("none", "oblimin")) {
    call <- sprintf("psych::fa(R, %d, n.obs, fm = 'minres', rotate = '%s')", m$k, rotate)
    values[[paste(name, "minres", rotate, sep = ".")]] <- entry(call, 1e-4, minres(m, rotate))
  }
  L <- unclass(factanal(
    covmat = m$R, factors = m$k, n.obs = m$n, rotation = "none",
    control = list(nstart = 5, opt = list(factr = 1000, pgtol = 1e-10))
  )$loadings)
  values[[paste0(name, ".unrotated")]] <-
    entry("factanal(covmat = R, rotation = 'none')$loadings", 1e-10, bare(L))
  values[[paste0(name, ".rot.oblimin0")]] <- entry(
    "GPArotation::oblimin(unrotated, normalize = FALSE, eps = 1e-7, maxit = 3000)", 1e-5,
    rotation(oblimin(L, normalize = FALSE, eps = 1e-7, maxit = 3000))
  )
  values[[paste0(name, ".rot.oblimin0_kaiser")]] <- entry(
    "GPArotation::oblimin(unrotated, normalize = TRUE, eps = 1e-7, maxit = 3000)", 1e-5,
    rotation(oblimin(L, normalize = TRUE, eps = 1e-7, maxit = 3000))
  )
  values[[paste0(name, ".rot.oblimin.5neg")]] <- entry(
    "GPArotation::oblimin(unrotated, gam = -0.5, eps = 1e-7, maxit = 3000)", 1e-5,
    rotation(oblimin(L, gam = -0.5, eps = 1e-7, maxit = 3000))
  )
}

packages <- c("psych", "GPArotation", "lavaan")
versions <- lapply(setNames(packages, packages), function(p) unbox(as.character(packageVersion(p))))
versions$R <- unbox(R.version.string)
write(toJSON(list(versions = versions, values = values), digits = I(15), pretty = 1),
      "expected.json")
