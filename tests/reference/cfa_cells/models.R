# What is fitted: one list per file; every entry names model, data and the arguments of cfa().

hs <- "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"
nine <- "g =~ x1+x2+x3+x4+x5+x6+x7+x8+x9"
sc <- lapply(c(A = "A", C = "C", E = "E", N = "N", O = "O"), function(s) paste0(s, 1:5))
it25 <- unname(unlist(sc))
bfi <- paste(sapply(names(sc), function(s) paste(s, "=~", paste(sc[[s]], collapse = "+"))), collapse = "\n")
ten <- paste("g =~", paste(c(sc$A, sc$E), collapse = "+"))
ae <- "A =~ A1+A2+A3+A4+A5\nE =~ E1+E2+E3+E4+E5"
tau <- "visual =~ a*x1+a*x2+a*x3\ntextual =~ b*x4+b*x5+b*x6\nspeed =~ c*x7+c*x8+c*x9"
defined <- paste0("visual =~ l1*x1+l2*x2+l3*x3\nx1~~e1*x1\nx2~~e2*x2\nx3~~e3*x3\ntextual =~ x4+x5+x6\n",
                  "omega := (l1+l2+l3)^2/((l1+l2+l3)^2+e1+e2+e3)")

set_known <- list(
  hs.ml = list(model = hs, data = "HS"),
  hs.ml_stdlv_mean = list(model = hs, data = "HS", std.lv = TRUE, meanstructure = TRUE),
  hs.mlr = list(model = hs, data = "HS", estimator = "MLR"),
  hs.mlm = list(model = hs, data = "HS", estimator = "MLM"),
  hs.mlmv = list(model = hs, data = "HS", estimator = "MLMV"),
  hs.uls = list(model = hs, data = "HS", estimator = "ULS"),
  hs.wls = list(model = hs, data = "HS", estimator = "WLS"),
  hs_missing.fiml = list(model = hs, data = "HSM", missing = "fiml"),
  hs_missing.fiml_mlr = list(model = hs, data = "HSM", missing = "fiml", estimator = "MLR"),
  hs_missing.listwise = list(model = hs, data = "HSM"),
  hs.second_order = list(model = paste0(hs, "\ng =~ visual+textual+speed"), data = "HS"),
  hs.bifactor_orth = list(model = paste0(nine, "\n", hs), data = "HS", orthogonal = TRUE, std.lv = TRUE),
  hs.one_factor = list(model = nine, data = "HS"),
  # no modification indices: lavaan lists the loading that sets the scale, where it divides 0 by 0
  hs.resid_cov = list(model = paste0(hs, "\nx7 ~~ x8\nx9 ~~ 0*x7\nvisual =~ x9"), data = "HS", more = list(mi = FALSE)),
  hs.orthogonal = list(model = hs, data = "HS", orthogonal = TRUE),
  hs.equal_loadings_tau = list(model = tau, data = "HS", std.lv = TRUE),
  hs.defined_param = list(model = defined, data = "HS", std.lv = TRUE),
  bfi.ml = list(model = bfi, data = "BC"),
  bfi.mlr = list(model = bfi, data = "BC", estimator = "MLR"),
  bfi_missing.fiml_mlr = list(model = bfi, data = "BFI", missing = "fiml", estimator = "MLR", more = list(mi = FALSE)),
  bfi.wlsmv = list(model = bfi, data = "BC", ordered = it25, estimator = "WLSMV"),
  bfi.wlsmv_theta = list(model = bfi, data = "BC", ordered = it25, estimator = "WLSMV", parameterization = "theta", std.lv = TRUE),
  bfi.dwls = list(model = bfi, data = "BC", ordered = it25, estimator = "DWLS"),
  bfi.wlsm = list(model = bfi, data = "BC", ordered = it25, estimator = "WLSM"),
  bfi.ulsmv = list(model = bfi, data = "BC", ordered = it25, estimator = "ULSMV"),
  bfi.wls_AN = list(model = "A =~ A1+A2+A3+A4+A5\nN =~ N1+N2+N3+N4+N5", data = "BC", ordered = c(sc$A, sc$N), estimator = "WLS"),
  bfi.second_order_wlsmv = list(model = paste0(bfi, "\ng =~ A+C+E+N+O"), data = "BC", ordered = it25, estimator = "WLSMV"),
  bfi.bifactor_AE_wlsmv = list(model = paste0(ten, "\n", ae), data = "BC", ordered = c(sc$A, sc$E), estimator = "WLSMV", orthogonal = TRUE, std.lv = TRUE),
  bfi.mixed_wlsmv = list(model = "N =~ N1+N2+N3+N4+N5\nA =~ A1+A2+A3+A4+A5", data = "BC", ordered = sc$N, estimator = "WLSMV"),
  bfi.A_sparse_wlsmv = list(model = "A =~ A1+A2+A3+A4+A5", data = "SPARSE", ordered = sc$A, estimator = "WLSMV")
)

# the invariance ladder of Wu & Estabrook (2016), as semTools writes it
ladder <- function(scales, label) {
  items <- unname(unlist(sc[scales]))
  model <- paste(sapply(scales, function(s) paste(s, "=~", paste(sc[[s]], collapse = "+"))), collapse = "\n")
  equal <- c("thresholds", "loadings", "intercepts", "residuals")
  one <- function(parameterization, steps) list(
    model = as.character(measEq.syntax(model, data = get_data("BC"), ordered = items, parameterization = parameterization,
      ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group = "gender", group.equal = if (steps) equal[1:steps] else "")),
    data = "BC", ordered = items, estimator = "WLSMV", group = "gender", parameterization = parameterization,
    more = if (length(items) > 10) list(mi = FALSE, residuals = FALSE))
  made <- lapply(0:4, function(steps) one("theta", steps))
  made[[6]] <- one("delta", 2)
  names(made) <- paste0(label, ".", c("configural", equal, "loadings_delta"))
  made
}
steps <- function(model, data, group, label) {
  equal <- c("loadings", "intercepts", "residuals")
  made <- list()
  for (estimator in c("ML", "MLR")) for (step in 0:3) {
    name <- paste0(label, ".", estimator, ".", c("configural", "metric", "scalar", "strict")[step + 1])
    made[[name]] <- list(model = model, data = data, estimator = estimator, group = group)
    if (step) made[[name]]$group.equal <- equal[1:step]
  }
  made
}
an <- "A =~ A1+A2+A3+A4+A5\nN =~ N1+N2+N3+N4+N5"
set_invariance <- c(
  steps(hs, "HS", "school", "hs_school"),
  list(hs_school.partial_scalar = list(model = hs, data = "HS", group = "school", group.equal = c("loadings", "intercepts"),
                                       group.partial = c("x3~1", "x7~1"))),
  steps(an, "BC", "gender", "bfi_AN_gender"),
  ladder(c("A", "N"), "bfi_AN_gender_ord"),
  ladder(names(sc), "bfi_5f_gender_ord")
)
sets <- list(known = set_known, invariance = set_invariance)
