# Makes expected.json again: Rscript generate.R, in this folder.
# Needs sandwich, lmtest, lme4, lmerTest, jsonlite. Reads only ../data and expected.json, from
# which the entries of psychometric 2.3 are kept where that package is not installed.
BC <- read.csv("../data/bfi_complete25.csv")
HS <- read.csv("../data/HolzingerSwineford1939.csv")
KL <- read.csv("../data/klein2000.csv")

reversed <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
keyed <- BC
keyed[reversed] <- 7 - keyed[reversed]
scales <- lapply(c(A = "A", C = "C", E = "E", N = "N", O = "O"), function(s) paste0(s, 1:5))
S <- as.data.frame(lapply(scales, function(items) rowMeans(keyed[items])))
S[c("age", "gender", "education")] <- BC[c("age", "gender", "education")]
studies <- list(
  bfi_age = S[c("age", "A", "C", "E", "N", "O")],
  bfi_edu = na.omit(S[c("education", "A", "C", "E", "N", "O", "gender")]),
  hs_x9 = HS[c("x9", "x1", "x2", "x3", "x4", "x5", "x6")]
)
HS$cluster <- paste(HS$school, HS$grade, HS$sex, HS$agemo %/% 4)

entry <- function(call, tol, value) list(call = call, tol = tol, value = value)
table_of <- function(m) list(rownames = rownames(m), columns = as.list(as.data.frame(m)))
values <- list()

for (name in names(studies)) {
  d <- studies[[name]]
  y <- names(d)[1]
  x <- names(d)[-1]
  fit <- lm(reformulate(x, y), d)
  s <- summary(fit)
  z <- as.data.frame(scale(d))
  add <- function(key, call, value) values[[paste0(name, ".", key)]] <<- entry(call, "1e-10", value)
  add("lm", "lm(outcome ~ predictors)", list(
    coef = table_of(coef(s)), r2 = s$r.squared, adj_r2 = s$adj.r.squared
  ))
  add("std_beta", "coef(lm of scale(d))[-1]", as.list(coef(lm(reformulate(x, y), z))[-1]))
  for (kind in paste0("HC", 0:4)) {
    t <- lmtest::coeftest(fit, sandwich::vcovHC(fit, type = kind))
    add(kind, sprintf("coeftest(lm, vcovHC(type = \"%s\"))", kind), list(
      se = as.list(t[, 2]), t = as.list(t[, 3]), p = as.list(t[, 4])
    ))
  }
  add("vif", "diag(solve(cor(X)))", as.list(diag(solve(cor(d[x])))))
  add("semipartial_r2", "R2 drop when each predictor is removed", as.list(sapply(
    x, function(one) s$r.squared - summary(lm(reformulate(setdiff(x, one), y), d))$r.squared
  )))
  small <- lm(reformulate(x[1:2], y), d)
  a <- anova(small, fit)
  add("hierarchical", "anova(first two predictors, all)", list(
    r2_1 = summary(small)$r.squared, r2_2 = s$r.squared,
    dR2 = s$r.squared - summary(small)$r.squared,
    F = a$F[2], df1 = a$Df[2], df2 = a$Res.Df[2], p = a$`Pr(>F)`[2]
  ))
}

mixed <- list(
  klein = list(data = KL, y = "JOBSAT", x = c("POSAFF", "COHES"), cluster = "GRPID"),
  hs_school_grade = list(data = HS, y = "x9", x = c("x1", "x4"), cluster = "cluster")
)
for (name in names(mixed)) {
  m <- mixed[[name]]
  bar <- sprintf("(1|%s)", m$cluster)
  for (kind in c("null", "ri")) for (method in c("REML", "ML")) {
    formula <- reformulate(c(if (kind == "ri") m$x else "1", bar), m$y)
    fit <- lmerTest::lmer(formula, m$data, REML = method == "REML")
    vc <- as.data.frame(lme4::VarCorr(fit))
    values[[paste(name, kind, method, sep = ".")]] <- entry(
      deparse(formula), "fixed 1e-5; variances 1e-4 relative; logLik 1e-5; df 1e-2 relative",
      list(
        fixed = table_of(coef(summary(fit))), varcorr = list(columns = list(vcov = vc$vcov)),
        logLik = as.numeric(logLik(fit))
      )
    )
  }
  vc <- as.data.frame(lme4::VarCorr(lmerTest::lmer(reformulate(bar, m$y), m$data)))$vcov
  values[[paste0(name, ".nakagawa_icc")]] <- entry("ICC of the null model", "1e-5", list(
    icc = vc[1] / sum(vc)
  ))
}

r <- .45
values$correct.disattenuate <- entry("r / sqrt(rxx * ryy), r = .45, rxx = .8, ryy = .7", "1e-10", list(
  both = r / sqrt(.8 * .7), x_only = r / sqrt(.8)
))
before <- jsonlite::read_json("expected.json")
psychometric <- list(
  correct.range_restriction_case2 = list("cRRr(rr = 0.3, sdy = 5, sdyu = 8)", function() {
    list(unrestricted = psychometric::cRRr(.3, 5, 8)[[1]])
  }),
  correct.ci_r = list("CIr(r = 0.3, n = 100, level = 0.95)", function() {
    psychometric::CIr(.3, 100, .95)
  }),
  correct.ci_rsq = list("CI.Rsq(rsq = 0.25, n = 100, k = 3, level = 0.95)", function() {
    as.list(psychometric::CI.Rsq(.25, 100, 3, .95))
  })
)
present <- requireNamespace("psychometric", quietly = TRUE)
for (name in names(psychometric)) {
  call <- psychometric[[name]][[1]]
  values[[name]] <- if (present) {
    entry(paste0("psychometric::", call), "1e-10", psychometric[[name]][[2]]())
  } else before$values[[name]]
}

packages <- c(lme4 = "lme4", lmerTest = "lmerTest", sandwich = "sandwich")
versions <- lapply(packages, function(package) as.character(packageVersion(package)))
json <- jsonlite::toJSON(
  list(versions = c(list(R = R.version.string), versions, list(psychometric = "2.3")), values = values),
  auto_unbox = TRUE, digits = I(15), pretty = TRUE, na = "null"
)
writeLines(json, "expected.json")
