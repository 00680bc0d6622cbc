# Makes expected.json: what is computed from a fitted model.
# Run in this folder: Rscript generate.R
# Reads ../data only; draws nothing. Numbers have 15 significant digits.

suppressMessages({library(lavaan); library(semTools); library(jsonlite)})

BFI <- read.csv("../data/bfi.csv"); BC <- read.csv("../data/bfi_complete25.csv")
HS <- read.csv("../data/HolzingerSwineford1939.csv"); HSM <- read.csv("../data/HS_missing.csv")
SPARSE <- read.csv("../data/bfi_sparse5.csv")
it25 <- paste0(rep(c("A", "C", "E", "N", "O"), each = 5), 1:5)
rev7 <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
BK <- BC; BK[rev7] <- 7 - BK[rev7]
sc <- lapply(c(A = "A", C = "C", E = "E", N = "N", O = "O"), function(s) paste0(s, 1:5))
m_hs <- "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"
m_one <- "g =~ x1+x2+x3+x4+x5+x6+x7+x8+x9"
m_second <- paste0(m_hs, "\ng =~ visual+textual+speed")
m_tau <- "visual =~ a*x1+a*x2+a*x3\ntextual =~ b*x4+b*x5+b*x6\nspeed =~ c*x7+c*x8+c*x9"
m_omega <- paste0("visual =~ l1*x1+l2*x2+l3*x3\nx1~~e1*x1\nx2~~e2*x2\nx3~~e3*x3\ntextual =~ x4+x5+x6\n",
                  "omega := (l1+l2+l3)^2/((l1+l2+l3)^2+e1+e2+e3)")
m_bfi <- paste(sapply(names(sc), function(s) paste(s, "=~", paste(sc[[s]], collapse = "+"))), collapse = "\n")
m_ae <- "A =~ A1+A2+A3+A4+A5\nE =~ E1+E2+E3+E4+E5"
m_ae_one <- "g =~ A1+A2+A3+A4+A5+E1+E2+E3+E4+E5"
m_ace <- paste0(m_ae, "\nC =~ C1+C2+C3+C4+C5")
ae <- c(sc$A, sc$E)

columns <- function(frame) lapply(as.list(frame), function(v) if (is.factor(v)) as.character(v) else v)
described <- function(fit, more) {
  wanted <- c("lhs", "op", "rhs", "group", "label", "est", "se", "std.lv", "std.all")
  table <- parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE)
  value <- list(parameters = columns(table[intersect(wanted, names(table))]),
                fit = as.list(unclass(fitMeasures(fit))),
                n = I(lavInspect(fit, "nobs")))
  r2 <- lavInspect(fit, "r2")
  value$r2 <- if (is.list(r2)) lapply(r2, as.list) else as.list(r2)
  if ("mi" %in% more) {
    mi <- head(modificationIndices(fit, sort. = TRUE), 20)
    value$modification <- columns(mi[setdiff(names(mi), c("block", "level", "sepc.nox"))])
  }
  if ("resid" %in% more) {
    resid <- lavResiduals(fit, type = "cor.bentler", se = FALSE, zstat = FALSE, summary = FALSE)
    value$residuals <- if (!is.null(resid$cov)) matrix(resid$cov, nrow(resid$cov)) else
      lapply(unname(resid), function(r) matrix(r$cov, nrow(r$cov)))
  }
  if ("se" %in% more) {
    value$std_all_se <- standardizedSolution(fit)$se
    value$std_lv_se <- standardizedSolution(fit, type = "std.lv")$se
  }
  value
}
difference <- function(general, restricted, ...) {
  lrt <- suppressWarnings(lavTestLRT(general, restricted, ...))
  list(statistic = lrt[["Chisq diff"]][2], df = lrt[["Df diff"]][2], p_value = lrt[["Pr(>Chisq)"]][2])
}
scores <- function(fit, method) {
  s <- lavPredict(fit, method = method, se = "standard")
  list(scores = matrix(s, nrow(s)), se = matrix(attr(s, "se")[[1]], ncol = ncol(s)))
}
reliabilities <- function(model, data, ...) {
  fit <- cfa(model, data, ...)
  list(omega = compRelSEM(fit), omega_implied = compRelSEM(fit, obs.var = FALSE),
       AVE = AVE(fit), AVE_implied = AVE(fit, obs.var = FALSE))
}
plain <- function(m) matrix(m, nrow(m))

fits <- alist(
  hs.ml = cfa(m_hs, HS),
  hs.ml_stdlv_mean = cfa(m_hs, HS, std.lv = TRUE, meanstructure = TRUE),
  hs.mlr = cfa(m_hs, HS, estimator = "MLR"),
  hs.mlm = cfa(m_hs, HS, estimator = "MLM"),
  hs.mlmv = cfa(m_hs, HS, estimator = "MLMV"),
  hs.uls = cfa(m_hs, HS, estimator = "ULS"),
  hs.wls = cfa(m_hs, HS, estimator = "WLS"),
  hs_missing.fiml = cfa(m_hs, HSM, missing = "fiml"),
  hs_missing.fiml_mlr = cfa(m_hs, HSM, missing = "fiml", estimator = "MLR"),
  hs_missing.listwise = cfa(m_hs, HSM),
  hs.second_order = cfa(m_second, HS),
  hs.bifactor_orth = cfa(paste0(m_one, "\n", m_hs), HS, orthogonal = TRUE, std.lv = TRUE),
  hs.one_factor = cfa(m_one, HS),
  hs.resid_cov = cfa(paste0(m_hs, "\nx7 ~~ x8\nx9 ~~ 0*x7\nvisual =~ x9"), HS),
  hs.orthogonal = cfa(m_hs, HS, orthogonal = TRUE),
  hs.orthogonal_mlr = cfa(m_hs, HS, orthogonal = TRUE, estimator = "MLR"),
  hs.equal_loadings_tau = cfa(m_tau, HS, std.lv = TRUE),
  hs.defined_param = cfa(m_omega, HS, std.lv = TRUE),
  hs.configural = cfa(m_hs, HS, group = "school"),
  hs.metric = cfa(m_hs, HS, group = "school", group.equal = "loadings"),
  hs.configural_mlr = cfa(m_hs, HS, group = "school", estimator = "MLR"),
  hs.metric_mlr = cfa(m_hs, HS, group = "school", group.equal = "loadings", estimator = "MLR"),
  bfi.ml = cfa(m_bfi, BC[it25]),
  bfi.mlr = cfa(m_bfi, BC[it25], estimator = "MLR"),
  bfi_missing.fiml_mlr = cfa(m_bfi, BFI[it25], missing = "fiml", estimator = "MLR"),
  bfi.wlsmv = cfa(m_bfi, BC[it25], ordered = it25, estimator = "WLSMV"),
  bfi.wlsmv_theta = cfa(m_bfi, BC[it25], ordered = it25, estimator = "WLSMV", parameterization = "theta", std.lv = TRUE),
  bfi.dwls = cfa(m_bfi, BC[it25], ordered = it25, estimator = "DWLS"),
  bfi.wlsm = cfa(m_bfi, BC[it25], ordered = it25, estimator = "WLSM"),
  bfi.ulsmv = cfa(m_bfi, BC[it25], ordered = it25, estimator = "ULSMV"),
  bfi.second_order_wlsmv = cfa(paste0(m_bfi, "\ng =~ A+C+E+N+O"), BC[it25], ordered = it25, estimator = "WLSMV"),
  bfi.bifactor_AE_wlsmv = cfa(paste0(m_ae_one, "\n", m_ae), BC[it25], ordered = ae, estimator = "WLSMV", orthogonal = TRUE, std.lv = TRUE),
  bfi.mixed_wlsmv = cfa("N =~ N1+N2+N3+N4+N5\nA =~ A1+A2+A3+A4+A5", BC[it25], ordered = sc$N, estimator = "WLSMV"),
  bfi.A_sparse_wlsmv = cfa("A =~ A1+A2+A3+A4+A5", SPARSE, ordered = sc$A, estimator = "WLSMV"),
  bfi.AE_wlsmv = cfa(m_ae, BC, ordered = ae, estimator = "WLSMV"),
  bfi.AE_one_wlsmv = cfa(m_ae_one, BC, ordered = ae, estimator = "WLSMV"),
  bfi.AE_theta = cfa(m_ae, BC, ordered = ae, estimator = "WLSMV", parameterization = "theta"),
  bfi.ACE_wlsmv = cfa(m_ace, BC, ordered = c(ae, sc$C), estimator = "WLSMV"),
  bfi.ACE_orthogonal_wlsmv = cfa(m_ace, BC, ordered = c(ae, sc$C), estimator = "WLSMV", orthogonal = TRUE),
  bfi.AE_gender_wlsmv = cfa(m_ae, BC, ordered = ae, estimator = "WLSMV", group = "gender"),
  bfi.AE_gender_loadings_wlsmv = cfa(m_ae, BC, ordered = ae, estimator = "WLSMV", group = "gender",
                                     group.equal = c("thresholds", "loadings"))
)
no_mi <- c("hs.uls", "hs.wls", "hs.equal_loadings_tau", "hs.metric", "hs.metric_mlr", "hs.defined_param",
           "hs.resid_cov", "hs.bifactor_orth", "bfi_missing.fiml_mlr", "hs_missing.fiml_mlr", "bfi.mixed_wlsmv",
           "bfi.AE_gender_loadings_wlsmv", "bfi.ACE_orthogonal_wlsmv")
# the same residuals as another entry, or large ones of a kind that is there already
no_residuals <- c("hs.mlr", "hs.mlm", "hs.mlmv", "hs_missing.fiml_mlr", "hs.orthogonal_mlr", "hs.configural_mlr",
                  "hs.metric_mlr", "bfi.mlr", "bfi.dwls", "bfi.wlsm", "bfi.ulsmv", "bfi.wlsmv_theta",
                  "bfi.second_order_wlsmv", "bfi_missing.fiml_mlr", "bfi.AE_theta", "bfi.ACE_wlsmv",
                  "bfi.ACE_orthogonal_wlsmv", "bfi.AE_gender_wlsmv")
with_se <- c("hs.ml", "hs.ml_stdlv_mean", "hs.mlr", "hs.second_order", "hs.resid_cov", "hs.equal_loadings_tau",
             "hs_missing.fiml_mlr", "hs.metric", "bfi.AE_wlsmv", "bfi.AE_theta",
             "bfi.bifactor_AE_wlsmv", "bfi.mixed_wlsmv")

made <- lapply(fits, function(call) suppressWarnings(eval(call)))
values <- lapply(names(fits), function(id) {
  more <- c(if (!id %in% no_residuals) "resid", if (!id %in% no_mi) "mi", if (id %in% with_se) "se")
  value <- suppressWarnings(described(made[[id]], more))
  if (id %in% with_se) value$vcov <- plain(lavInspect(made[[id]], "vcov"))
  list(call = paste(deparse(fits[[id]], width.cutoff = 500), collapse = " "), value = value)
})
names(values) <- names(fits)

more <- alist(
  diff.hs.orthogonal = difference(made$hs.ml, made$hs.orthogonal),
  diff.hs.orthogonal_sb2001 = difference(made$hs.mlr, made$hs.orthogonal_mlr),
  diff.hs.orthogonal_sb2010 = difference(made$hs.mlr, made$hs.orthogonal_mlr, method = "satorra.bentler.2010"),
  diff.hs.orthogonal_s2000 = difference(made$hs.mlr, made$hs.orthogonal_mlr, method = "satorra.2000", A.method = "delta"),
  diff.hs.metric_sb2001 = difference(made$hs.configural_mlr, made$hs.metric_mlr),
  diff.hs.metric_s2000 = difference(made$hs.configural_mlr, made$hs.metric_mlr, method = "satorra.2000", A.method = "delta"),
  diff.bfi.AE_one = difference(made$bfi.AE_wlsmv, made$bfi.AE_one_wlsmv),
  diff.bfi.AE_one_mean = difference(made$bfi.AE_wlsmv, made$bfi.AE_one_wlsmv, method = "satorra.2000", A.method = "delta", scaled.shifted = FALSE),
  diff.bfi.second_order = difference(made$bfi.wlsmv, made$bfi.second_order_wlsmv),
  diff.bfi.ACE_orthogonal = difference(made$bfi.ACE_wlsmv, made$bfi.ACE_orthogonal_wlsmv),
  diff.bfi.AE_gender = difference(made$bfi.AE_gender_wlsmv, made$bfi.AE_gender_loadings_wlsmv),
  scores.hs.regression = scores(made$hs.ml, "regression"),
  scores.hs.Bartlett = scores(made$hs.ml, "Bartlett"),
  scores.hs_missing.regression = scores(made$hs_missing.fiml, "regression"),
  scores.hs_missing.Bartlett = scores(made$hs_missing.fiml, "Bartlett"),
  scores.bfi.regression_first100 = plain(head(lavPredict(made$bfi.ml), 100)),
  scores.bfi.EBM_first100 = plain(head(lavPredict(made$bfi.wlsmv, method = "EBM"), 100)),
  reliability.hs = reliabilities(m_hs, HS),
  reliability.bfi_keyed = reliabilities(m_bfi, BK),
  reliability.bfi_keyed_wlsmv = { f <- cfa(m_bfi, BK, ordered = it25); suppressWarnings(list(
    categorical_omega = compRelSEM(f, ord.scale = TRUE), latent_omega = compRelSEM(f, ord.scale = FALSE),
    categorical_omega_implied = reliability(f)["omega", ], AVE = AVE(f))) },
  reliability.hs_second_order = as.list(suppressWarnings(reliabilityL2(made$hs.second_order, "g"))),
  htmt.hs = plain(htmt(m_hs, HS)),
  htmt.hs_arithmetic = plain(htmt(m_hs, HS, htmt2 = FALSE)),
  htmt.bfi_keyed = plain(htmt(m_bfi, BK[it25])),
  htmt.bfi_keyed_arithmetic = plain(htmt(m_bfi, BK[it25], htmt2 = FALSE)),
  htmt.bfi_keyed_ordered = plain(htmt(m_bfi, BK[it25], ordered = it25))
)
rest <- lapply(more, function(call)
  list(call = paste(trimws(deparse(call, width.cutoff = 500)), collapse = " "), value = suppressWarnings(eval(call))))

versions <- list(R = R.version.string, lavaan = as.character(packageVersion("lavaan")),
                 semTools = as.character(packageVersion("semTools")))
line <- function(id, entry) paste0("  ", toJSON(id, auto_unbox = TRUE), ": ",
  toJSON(entry, digits = I(15), auto_unbox = TRUE, na = "null", null = "null"))
all <- c(values, rest)
writeLines(c("{", paste0(" \"versions\": ", toJSON(versions, auto_unbox = TRUE), ","), " \"values\": {",
             paste0(mapply(line, names(all), all), c(rep(",", length(all) - 1), "")), " }", "}"), "expected.json")
