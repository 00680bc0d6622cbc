# Makes expected.json: factor models of continuous items by lavaan.
# Run in this folder: Rscript generate.R
# Reads ../data only; draws nothing. Numbers have 15 significant digits.

suppressMessages(library(lavaan))

HS <- read.csv("../data/HolzingerSwineford1939.csv")
HSM <- read.csv("../data/HS_missing.csv")
BC <- read.csv("../data/bfi_complete25.csv")
BFI <- read.csv("../data/bfi.csv")
items <- paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)
# 301 people in 36 clusters of a row number, weights of a row number
HS$cluster <- HSM$cluster <- (seq_len(nrow(HS)) * 7) %% 36
HS$weight <- HSM$weight <- rep(c(.5, 1, 2, 1.5, 3), length.out = nrow(HS))

hs <- "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"
bfi <- paste(sapply(c("A", "C", "E", "N", "O"), function(s) paste0(s, " =~ ", paste0(s, 1:5, collapse = "+"))), collapse = "\n")
models <- list(
  hs = hs,
  bfi = bfi,
  second = paste0(hs, "\ng =~ visual+textual+speed"),
  bifactor = paste0("g =~ ", paste0("x", 1:9, collapse = "+"), "\n", hs),
  one = "g =~ x1+x2+x3+x4+x5+x6+x7+x8+x9",
  residual = paste0(hs, "\nx7 ~~ x8\nx9 ~~ 0*x7\nvisual =~ x9"),
  tau = "visual =~ a*x1+a*x2+a*x3\ntextual =~ b*x4+b*x5+b*x6\nspeed =~ c*x7+c*x8+c*x9",
  defined = "visual =~ l1*x1+l2*x2+l3*x3\nx1~~e1*x1\nx2~~e2*x2\nx3~~e3*x3\ntextual =~ x4+x5+x6\nomega := (l1+l2+l3)^2/((l1+l2+l3)^2+e1+e2+e3)",
  just = "visual =~ x1+x2+x3",
  single = "visual =~ x1+x2+x3\nspeed =~ x9",
  effect = "visual =~ NA*x1+l1*x1+l2*x2+l3*x3\nl1+l2+l3 == 3\nx1 ~ i1*1\nx2 ~ i2*1\nx3 ~ i3*1\ni1 == 0-i2-i3\nvisual ~ NA*1\ntextual =~ x4+x5+x6",
  half = "visual =~ x1+p*x2+r*x3\ntextual =~ x4+x5+x6\np == 0.5*r+0.1",
  shared = "visual =~ x1+a*x2+x3\nspeed =~ x7+a*x8+x9\ntextual =~ 1*x4+start(0.9)*x5+0.8?x6\nx1 ~~ 0.5*x1\nvisual ~~ 0.3*textual",
  groups = "visual =~ x1+c(v1,v2)*x2+c(0.7,NA)*x3\nspeed =~ x7+c(s,s)*x8+x9\nvisual ~ c(0,NA)*1+c(m1,m2)*1\nx1 ~ c(i,i)*1\nx3 ~~ c(0.9,NA)*x3\ndifference := v1-v2\nratio := sqrt(v1)/exp(v2)",
  everywhere = "visual =~ x1+b*x2+x3\nspeed =~ x7+x8+x9"
)

both <- c("loadings", "intercepts")
calls <- list(
  list("hs.ml", "hs", "HS"),
  list("hs.ml_stdlv_mean", "hs", "HS", std.lv = TRUE, meanstructure = TRUE),
  list("hs.mlr", "hs", "HS", estimator = "MLR"),
  list("hs.mlm", "hs", "HS", estimator = "MLM"),
  list("hs.mlmv", "hs", "HS", estimator = "MLMV"),
  list("hs.uls", "hs", "HS", estimator = "ULS"),
  list("hs.wls", "hs", "HS", estimator = "WLS"),
  list("hs_missing.fiml", "hs", "HSM", missing = "fiml"),
  list("hs_missing.fiml_mlr", "hs", "HSM", missing = "fiml", estimator = "MLR"),
  list("hs_missing.listwise", "hs", "HSM"),
  list("hs.second_order", "second", "HS"),
  list("hs.second_order_stdlv", "second", "HS", std.lv = TRUE, estimator = "MLR"),
  list("hs.bifactor_orth", "bifactor", "HS", orthogonal = TRUE, std.lv = TRUE),
  list("hs.one_factor", "one", "HS"),
  list("hs.resid_cov", "residual", "HS"),
  list("hs.orthogonal", "hs", "HS", orthogonal = TRUE),
  list("hs.equal_loadings_tau", "tau", "HS", std.lv = TRUE),
  list("hs.defined_param", "defined", "HS", std.lv = TRUE),
  list("hs.just_identified", "just", "HS", meanstructure = TRUE),
  list("hs.single_indicator", "single", "HS"),
  list("hs.effect_coding", "effect", "HS", estimator = "MLR"),
  list("hs.linear_constraint", "half", "HS", estimator = "MLM"),
  list("hs.shared_fixed_start", "shared", "HS"),
  list("bfi.ml", "bfi", "BC"),
  list("bfi.mlr", "bfi", "BC", estimator = "MLR"),
  list("bfi_missing.fiml_mlr", "bfi", "BFI", missing = "fiml", estimator = "MLR"),
  list("hs_cluster.mlr", "hs", "HS", estimator = "MLR", cluster = "cluster"),
  list("hs_cluster.mlr_mean", "hs", "HS", estimator = "MLR", cluster = "cluster", meanstructure = TRUE),
  list("hs_weight.mlr", "hs", "HS", estimator = "MLR", sampling.weights = "weight"),
  list("hs_weight.mlr_mean", "hs", "HS", estimator = "MLR", sampling.weights = "weight", meanstructure = TRUE),
  list("hs_weight_cluster.mlr", "hs", "HS", estimator = "MLR", sampling.weights = "weight", cluster = "cluster"),
  list("hs_missing_cluster.fiml_mlr", "hs", "HSM", estimator = "MLR", missing = "fiml", cluster = "cluster"),
  list("hs_missing_weight.fiml_mlr", "hs", "HSM", estimator = "MLR", missing = "fiml", sampling.weights = "weight"),
  list("hs_missing_weight_cluster.fiml_mlr", "hs", "HSM", estimator = "MLR", missing = "fiml", sampling.weights = "weight", cluster = "cluster"),
  list("hs_school_cluster.mlr_metric", "hs", "HS", estimator = "MLR", group = "school", cluster = "cluster", group.equal = "loadings"),
  list("hs_school_weight.mlr_scalar", "hs", "HS", estimator = "MLR", group = "school", sampling.weights = "weight", group.equal = both),
  list("hs_school.ML.configural", "hs", "HS", group = "school"),
  list("hs_school.ML.metric", "hs", "HS", group = "school", group.equal = "loadings"),
  list("hs_school.ML.scalar", "hs", "HS", group = "school", group.equal = both),
  list("hs_school.ML.strict", "hs", "HS", group = "school", group.equal = c(both, "residuals")),
  list("hs_school.ML.means", "hs", "HS", group = "school", group.equal = c(both, "means")),
  list("hs_school.ML.structure", "hs", "HS", group = "school", group.equal = c(both, "residuals", "lv.variances", "lv.covariances")),
  list("hs_school.MLR.configural", "hs", "HS", group = "school", estimator = "MLR"),
  list("hs_school.MLR.scalar", "hs", "HS", group = "school", estimator = "MLR", group.equal = both),
  list("hs_school.MLM.scalar", "hs", "HS", group = "school", estimator = "MLM", group.equal = both),
  list("hs_school.MLMV.scalar", "hs", "HS", group = "school", estimator = "MLMV", group.equal = both),
  list("hs_school.WLS.metric", "hs", "HS", group = "school", estimator = "WLS", group.equal = "loadings"),
  list("hs_school.ULS.metric", "hs", "HS", group = "school", estimator = "ULS", group.equal = "loadings"),
  list("hs_school.stdlv_metric", "hs", "HS", group = "school", std.lv = TRUE, group.equal = "loadings"),
  list("hs_school.second_order_metric", "second", "HS", group = "school", group.equal = "loadings"),
  list("hs_school.partial_scalar", "hs", "HS", group = "school", group.equal = both, group.partial = c("x3~1", "x7~1")),
  list("hs_school.modifiers", "groups", "HS", group = "school", estimator = "MLR"),
  list("hs_school.label_everywhere", "everywhere", "HS", group = "school"),
  list("hs_missing_school.fiml_scalar", "hs", "HSM", group = "school", missing = "fiml", group.equal = both),
  list("hs_missing_school.fiml_mlr", "hs", "HSM", group = "school", missing = "fiml", estimator = "MLR")
)

number <- function(v) {
  shown <- formatC(as.numeric(v), digits = 15, format = "g", width = -1)
  shown[!is.finite(as.numeric(v))] <- "null"
  paste0("[", paste(trimws(shown), collapse = ","), "]")
}
text <- function(v) paste0("[", paste0("\"", v, "\"", collapse = ","), "]")
quoted <- function(s) paste0("\"", gsub("\n", "\\\\n", gsub("\"", "'", s)), "\"")
kept <- c("npar", "chisq", "df", "pvalue", "chisq.scaled", "df.scaled", "pvalue.scaled",
  "chisq.scaling.factor", "baseline.chisq", "baseline.df", "baseline.chisq.scaled",
  "logl", "unrestricted.logl", "aic", "bic", "bic2", "scaling.factor.h0", "scaling.factor.h1")

entry <- function(call) {
  data <- get(call[[3]])
  options <- call[-(1:3)]
  fit <- suppressWarnings(do.call("cfa", c(list(models[[call[[2]]]], data), options)))
  p <- parameterEstimates(fit)
  p <- p[p$op != "==", ]
  p$group <- if (is.null(p$group)) 1 else p$group
  f <- fitMeasures(fit)
  f <- f[intersect(kept, names(f))]
  proper <- suppressWarnings(lavInspect(fit, "post.check"))
  written <- deparse(as.call(c(as.name("cfa"), as.name(call[[2]]), as.name(call[[3]]), options)), width.cutoff = 500L)
  paste0("  ", quoted(call[[1]]), ": {\"call\": ", quoted(written), ", \"tol\": \"est 1e-5, se 1e-4 relative, chisq 1e-4 relative, scaled 1e-3 relative\",\n",
    "   \"value\": {\"model\": ", quoted(models[[call[[2]]]]), ", \"data\": ", quoted(call[[3]]),
    ", \"post_check\": ", tolower(proper), ", \"groups\": ", text(c(lavInspect(fit, "group.label"), if (lavInspect(fit, "ngroups") == 1) "")),
    ",\n   \"lhs\": ", text(p$lhs), ", \"op\": ", text(p$op), ", \"rhs\": ", text(p$rhs), ", \"group\": ", number(p$group),
    ",\n   \"est\": ", number(p$est), ",\n   \"se\": ", number(p$se), ",\n   \"z\": ", number(p$z), ",\n   \"pvalue\": ", number(p$pvalue),
    ",\n   \"ci_low\": ", number(p$ci.lower), ",\n   \"ci_high\": ", number(p$ci.upper),
    ",\n   \"fit\": {", paste0("\"", names(f), "\": ", sapply(f, function(v) gsub("[][]", "", number(v))), collapse = ", "), "}}}")
}

versions <- sprintf("{\"R\": \"%s\", \"lavaan\": \"%s\"}", R.version.string, packageVersion("lavaan"))
writeLines(c("{", paste0(" \"versions\": ", versions, ","), " \"values\": {",
  paste(sapply(calls, entry), collapse = ",\n"), " }", "}"), "expected.json")
