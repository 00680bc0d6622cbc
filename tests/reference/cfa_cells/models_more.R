# Models of the drawn samples: what a reader might fit next.

f4 <- function(p, names = c("f", "g")) paste0(names[1], " =~ ", paste0(p, 1:4, collapse = "+"), "\n", names[2], " =~ ", paste0(p, 5:8, collapse = "+"))
u8 <- paste0("u", 1:8)
u4 <- paste0("u", 1:4)
blend <- "f =~ u1+u2+c1+c2\ng =~ u3+u4+c3+c4"
gap <- "a =~ x1+x2+x3\nb =~ x4+x5+x6\nc =~ x7+x8+x9"
gap2 <- paste0(gap, "\nh =~ a+b+c")
staff <- "f =~ x1+x2+x3\ng =~ x4+x5+x6"
both <- c("thresholds", "loadings")

set_more <- list(
  three.configural = list(model = f4("u"), data = "three", ordered = u8, estimator = "WLSMV", group = "group"),
  three.loadings = list(model = f4("u"), data = "three", ordered = u8, estimator = "WLSMV", group = "group", group.equal = "loadings"),
  three.both = list(model = f4("u"), data = "three", ordered = u8, estimator = "WLSMV", group = "group", group.equal = both),
  three.both_theta = list(model = f4("u"), data = "three", ordered = u8, estimator = "WLSMV", group = "group", group.equal = both, parameterization = "theta"),
  three.partial = list(model = f4("u"), data = "three", ordered = u8, estimator = "WLSMV", group = "group", group.equal = both,
                       group.partial = c("f=~u3", "u3|t2", "u6|t1")),
  three.stdlv_wlsm = list(model = f4("u"), data = "three", ordered = u8, estimator = "WLSM", group = "group", group.equal = "loadings", std.lv = TRUE),
  three.ulsmv = list(model = f4("u"), data = "three", ordered = u8, estimator = "ULSMV", group = "group", group.equal = both, parameterization = "theta", std.lv = TRUE),
  three.modifiers_theta = list(
    model = paste0("f =~ c(1,1,1)*u1+c(l2,l2,l2)*u2+c(NA,0.8,NA)*u3+c(l4,l4,k4)*u4\ng =~ NA*u5+c(m,m,m)*u6+u7+u8\ng ~~ c(1,1,NA)*g\n",
                   "u1 | c(t,t,t)*t1\nu5 ~~ c(1,1,1)*u5\ngap := l4-k4\nratio := l2/m"),
    data = "three", ordered = u8, estimator = "WLSMV", group = "group", parameterization = "theta"),
  three.scales_delta = list(
    model = "f =~ u1+c(p,p,p)*u2+u3+u4\ng =~ u5+u6+u7+u8\nu1 | c(a,a,a)*t1+c(b,b,b)*t2\nu2 | c(d,d,d)*t1+c(e,e,e)*t2\nu1 ~*~ c(1,NA,NA)*u1\nu2 ~*~ c(1,NA,NA)*u2",
    data = "three", ordered = u8, estimator = "WLSMV", group = "group"),
  three.second_theta = list(model = "f =~ u1+u2+u3\ng =~ u4+u5+u6\nk =~ u7+u8\nh =~ f+g+k", data = "three", ordered = u8, estimator = "WLSMV", parameterization = "theta"),
  three.continuous_mlm = list(model = f4("u"), data = "three", estimator = "MLM", group = "group", group.equal = c("loadings", "intercepts")),
  three.continuous_all = list(model = f4("u"), data = "three", estimator = "MLR", group = "group",
    group.equal = c("loadings", "intercepts", "means", "residuals", "lv.variances", "lv.covariances")),
  three.residual_covariances = list(model = paste0(f4("u"), "\nu1 ~~ u2"), data = "three", group = "group", group.equal = c("loadings", "residual.covariances")),

  blend.one = list(model = blend, data = "blend", ordered = u4, estimator = "WLSMV"),
  blend.theta = list(model = blend, data = "blend", ordered = u4, estimator = "WLSMV", parameterization = "theta", std.lv = TRUE),
  blend.groups = list(model = blend, data = "blend", ordered = u4, estimator = "WLSMV", group = "group"),
  blend.equal = list(model = blend, data = "blend", ordered = u4, estimator = "WLSMV", group = "group", group.equal = c(both, "intercepts")),
  blend.equal_theta = list(model = blend, data = "blend", ordered = u4, estimator = "WLSMV", group = "group", group.equal = c(both, "intercepts", "residuals"), parameterization = "theta"),
  blend.ulsmv = list(model = blend, data = "blend", ordered = u4, estimator = "ULSMV", group = "group", group.equal = "loadings", std.lv = TRUE),
  blend.wlsm = list(model = paste0(blend, "\nu1 ~~ c1\nu2 ~~ u3"), data = "blend", ordered = u4, estimator = "WLSM", std.lv = TRUE),
  blend.wls = list(model = blend, data = "blend", ordered = u4, estimator = "WLS", group = "group"),

  gaps.second = list(model = gap2, data = "gaps", missing = "fiml"),
  gaps.second_mlr = list(model = gap2, data = "gaps", missing = "fiml", estimator = "MLR"),
  gaps.cluster = list(model = gap2, data = "gaps", missing = "fiml", estimator = "MLR", cluster = "cluster"),
  gaps.weight_cluster = list(model = gap, data = "gaps", missing = "fiml", estimator = "MLR", cluster = "cluster", sampling.weights = "weight"),
  gaps.sites = list(model = gap, data = "gaps", missing = "fiml", estimator = "MLR", group = "site", group.equal = c("loadings", "intercepts")),
  gaps.sites_second = list(model = gap2, data = "gaps", missing = "fiml", group = "site", group.equal = "loadings"),
  gaps.bifactor = list(model = paste0("h =~ ", paste0("x", 1:9, collapse = "+"), "\n", gap), data = "gaps", missing = "fiml", estimator = "MLR", orthogonal = TRUE, std.lv = TRUE),

  binary.wlsmv = list(model = f4("b"), data = "binary", ordered = paste0("b", 1:8), estimator = "WLSMV"),
  binary.theta = list(model = f4("b"), data = "binary", ordered = paste0("b", 1:8), estimator = "WLSMV", parameterization = "theta", std.lv = TRUE),
  binary.wls = list(model = f4("b"), data = "binary", ordered = paste0("b", 1:8), estimator = "WLS"),
  binary.cross = list(model = paste0(f4("b"), "\nf =~ b6\ng =~ 0.1*b2\nb1 ~~ b5"), data = "binary", ordered = paste0("b", 1:8), estimator = "ULSMV"),

  pairs.equal = list(model = "a =~ p*x1+p*x2\nb =~ q*x3+q*x4\nc =~ r*x5+r*x6", data = "pairs", std.lv = TRUE),
  pairs.equal_wlsmv = list(model = "a =~ p*u1+p*u2\nb =~ q*u3+q*u4\nc =~ r*u5+r*u6", data = "pairs", ordered = paste0("u", 1:6), estimator = "WLSMV", std.lv = TRUE),
  pairs.free_wlsmv = list(model = "a =~ u1+u2\nb =~ u3+u4\nc =~ u5+u6", data = "pairs", ordered = paste0("u", 1:6), estimator = "WLSMV"),
  pairs.single = list(model = "a =~ x1+x2\nb =~ x3\nc =~ x5+x6", data = "pairs", estimator = "MLR"),
  pairs.thresholds = list(model = "a =~ u1+u2\nb =~ u3+u4\nu1 | s*t1+t*t2+t3\nu2 | s*t1+t*t2+t3", data = "pairs", ordered = paste0("u", 1:4), estimator = "WLSMV"),
  pairs.defined = list(
    model = "a =~ NA*x1+p*x1+x2\nb =~ x3+q*x4\na ~~ 1*a\nb ~~ v*b\na ~~ w*b\nx1 ~~ e*x1\nr := w/sqrt(v)\nrel := p^2/(p^2+e)\nlogged := log(p)+exp(-q)\ntwice := 2*rel - r",
    data = "pairs", estimator = "MLR"),

  linked.delta = list(model = paste0(f4("u"), "\nu1 ~~ u2\nf =~ u8"), data = "linked", ordered = u8, estimator = "WLSMV"),
  linked.theta = list(model = paste0(f4("u"), "\nu1 ~~ u2\nf =~ u8"), data = "linked", ordered = u8, estimator = "WLSMV", parameterization = "theta"),
  linked.bifactor = list(model = paste0("h =~ ", paste(u8, collapse = "+"), "\n", f4("u")), data = "linked", ordered = u8, estimator = "WLSMV", orthogonal = TRUE, std.lv = TRUE),
  linked.wlsm = list(model = f4("u"), data = "linked", ordered = u8, estimator = "WLSM", std.lv = TRUE),
  linked.dwls = list(model = f4("u"), data = "linked", ordered = u8, estimator = "DWLS", std.lv = TRUE),
  linked.orthogonal = list(model = paste0(f4("u"), "\nf ~~ 0*g"), data = "linked", ordered = u8, estimator = "WLSMV"),
  linked.equalities = list(model = "f =~ u1+a*u2+b*u3+u4\ng =~ u5+b*u6+u7+u8\na == 2*b-0.7", data = "linked", ordered = u8, estimator = "WLSMV"),

  heywood.ml = list(model = "f =~ x1+x2+x3+x4", data = "heywood"),
  heywood.mlr_mean = list(model = "f =~ x1+x2+x3+x4", data = "heywood", estimator = "MLR", std.lv = TRUE, meanstructure = TRUE),
  heywood.wlsmv = list(model = "f =~ u1+u2+u3+u4", data = "heywood", ordered = u4, estimator = "WLSMV"),
  heywood.theta = list(model = "f =~ u1+u2+u3", data = "heywood", ordered = u4, estimator = "WLSMV", std.lv = TRUE),

  seven.wlsmv = list(model = "f =~ u1+u2+u3+u4", data = "seven", ordered = u4, estimator = "WLSMV"),
  seven.theta_ulsmv = list(model = "f =~ u1+u2+u3+u4", data = "seven", ordered = u4, estimator = "ULSMV", parameterization = "theta"),

  scales.ml = list(model = f4("x"), data = "scales"),

  staff.mlm = list(model = staff, data = "staff", estimator = "MLM", meanstructure = TRUE),
  staff.mlmv = list(model = staff, data = "staff", estimator = "MLMV", meanstructure = TRUE, std.lv = TRUE),
  staff.cluster = list(model = staff, data = "staff", estimator = "MLR", cluster = "team"),
  staff.weights = list(model = staff, data = "staff", estimator = "MLR", sampling.weights = "weight"),
  staff.both = list(model = staff, data = "staff", estimator = "MLR", cluster = "team", sampling.weights = "weight"),
  staff.shifts = list(model = staff, data = "staff", estimator = "MLR", cluster = "team", group = "shift", group.equal = "loadings"),
  staff.fixed_start = list(model = "f =~ 0.8*x1+start(0.5)*x2+x3\ng =~ NA*x4+0.4?x5+x6\ng ~~ 0.25*g\nx3 ~~ 0.1*x3\nx1 ~ 1.1*1\nf ~ NA*1", data = "staff", estimator = "MLR"),
  staff.means = list(model = paste0(staff, "\nf ~ c(0,NA)*1+c(m0,m)*1\nx1 ~ c(i,i)*1\nx2 ~ c(j,j)*1\nhalf := m/2"), data = "staff", group = "shift", group.equal = "loadings")
)
sets$more <- set_more
