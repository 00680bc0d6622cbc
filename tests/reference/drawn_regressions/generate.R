# Makes expected.json: regressions of drawn data by R and by the formulas of the textbooks, written
# out here without looking at the project's. Nobody's answers: the data are in the file.
# Run in this folder: Rscript generate.R
# Needs sandwich, clubSandwich, lmerTest, AER, survival, gsl, car, jsonlite. 15 significant digits.

suppressMessages({library(sandwich); library(clubSandwich); library(lmerTest); library(AER)
  library(survival); library(gsl); library(jsonlite)})
set.seed(20261122)
# teams of very unequal size, two of every seven of one person
sizes <- rep(c(1, 1, 2, 5, 9, 3, 7), 40)
teams <- function(n) rep(seq_along(sizes), sizes)[seq_len(n)]
strict <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-14, maxfun = 1e5))

drawn <- function(n, p, alike, slopes) {
  x <- sqrt(alike) * rnorm(n) + sqrt(1 - alike) * matrix(rnorm(n * p), n)
  round(data.frame(x, y = as.vector(x %*% slopes) + 1.5 * rnorm(n)), 4)
}
a <- rnorm(90); b <- rnorm(90); e <- rnorm(90)
data <- list(
  one = drawn(50, 1, 0, .4),
  two = drawn(40, 2, .8, c(.3, -.2)),
  suppressors = round(data.frame(x1 = a + b, x2 = b + .3 * rnorm(90), x3 = a + .5 * e, x4 = e, y = a + .7 * rnorm(90)), 4),
  negative = drawn(70, 5, .3, -c(.4, .3, .2, .1, 0)),
  ties = as.data.frame(lapply(drawn(80, 4, .5, c(.5, .2, .1, .3)), function(v) as.numeric(cut(v, c(-Inf, -.7, .7, Inf))))),
  nearly_collinear = within(drawn(60, 3, .3, c(.4, .2, .3)), X3 <- round(X1 + X2 + .02 * X3, 4)),
  eight_of_few = drawn(24, 8, .4, seq(-.3, .6, length.out = 8)),
  twelve = drawn(60, 12, .4, seq(-.3, .6, length.out = 12))
)

orders <- function(v) if (length(v) < 2) list(v) else
  do.call(c, lapply(seq_along(v), function(i) lapply(orders(v[-i]), function(rest) c(v[i], rest))))

# Johnson (2000): squared loadings on the closest orthogonal variables times squared slopes on these
johnson <- function(x, y) {
  s <- svd(x / sqrt(nrow(x) - 1))
  loadings <- s$v %*% diag(s$d, ncol(x)) %*% t(s$v)
  slopes <- s$v %*% t(s$u) %*% y / sqrt(nrow(x) - 1)
  as.vector(loadings^2 %*% slopes^2)
}

importance <- function(d) {
  p <- ncol(d) - 1; z <- scale(d); x <- z[, 1:p, drop = FALSE]; y <- z[, p + 1]; r <- cor(d)
  explained <- numeric(2^p)
  for (s in seq_len(2^p - 1)) {
    k <- which(bitwAnd(s, 2^(0:(p - 1))) > 0)
    explained[s + 1] <- sum(r[k, p + 1] * solve(r[k, k, drop = FALSE], r[k, p + 1], tol = 1e-30))
  }
  member <- matrix(sapply(0:(p - 1), function(j) bitwAnd(0:(2^p - 1), 2^j) > 0), ncol = p)
  conditional <- complete <- matrix(0, p, p)
  for (j in 1:p) {
    without <- which(!member[, j])
    gain <- explained[without + 2^(j - 1)] - explained[without]
    for (k in 1:p) conditional[j, k] <- mean(gain[rowSums(member)[without] == k - 1])
    for (l in setdiff(1:p, j)) {
      base <- which(!member[, j] & !member[, l])
      complete[j, l] <- mean(explained[base + 2^(j - 1)] > explained[base + 2^(l - 1)])
    }
  }
  fit <- lm(y ~ x)
  beta <- unname(coef(fit)[-1])
  found <- list(beta = beta, pratt = unname(beta * r[1:p, p + 1]), structure = as.vector(cor(x, fitted(fit))),
    r_squared = summary(fit)$r.squared, relative_weight = johnson(x, y), conditional = conditional,
    complete = complete, general = rowMeans(conditional))
  if (p <= 5) {
    # Lindeman, Merenda & Gold (1980): R squared added, over all orders of entry
    shares <- numeric(p)
    every <- orders(1:p)
    for (o in every) {
      reached <- c(0, sapply(1:p, function(k) summary(lm(y ~ x[, o[1:k]]))$r.squared))
      shares[o] <- shares[o] + diff(reached) / length(every)
    }
    found$lmg <- shares
    # Mood (1969): minus the product of (1 - x_j) over the set and x_j over the rest, expanded
    common <- numeric(2^p)
    for (s in 1:(2^p - 1)) for (t in 0:s) if (bitwAnd(t, s) == t)
      common[s + 1] <- common[s + 1] - (-1)^sum(member[t + 1, ]) * explained[2^p - 1 - s + t + 1]
    found$commonality <- common
  }
  found
}

regression <- function(d) {
  n <- nrow(d); p <- ncol(d) - 1; names(d) <- c(paste0("x", 1:p), "y")
  fit <- lm(y ~ ., d); r2 <- summary(fit)$r.squared; team <- teams(n)
  found <- lapply(setNames(nm = paste0("HC", 0:4)), function(k) unname(sqrt(diag(vcovHC(fit, type = k)))))
  for (k in c("CR0", "CR1", "CR2")) {
    t <- coef_test(fit, vcov = vcovCR(fit, cluster = team, type = k), test = "Satterthwaite")
    found[[k]] <- list(std_error = t$SE, df = t$df, p_value = t$p_Satt)
  }
  adjusted <- 1 - (1 - r2) * (n - 1) / (n - p - 1)
  rho2 <- max(0, adjusted)
  rho4 <- max(0, rho2^2 - 2 * p * (1 - rho2)^2 / ((n - 1) * (n - p + 1)))
  z <- as.data.frame(scale(d)); z$team <- team
  mixed <- suppressMessages(lmer(reformulate(c(names(d)[1:p], "(1 | team)"), "y"), z, control = strict))
  c(found, list(leverage = unname(hatvalues(fit)), studentised = unname(rstudent(fit)),
    cook = unname(cooks.distance(fit)), vif = if (p > 1) unname(car::vif(fit)) else 1,
    ezekiel = adjusted, olkin_pratt = 1 - (n - 3) / (n - p - 1) * (1 - r2) * hyperg_2F1(1, 1, (n - p + 1) / 2, 1 - r2),
    browne = ((n - p - 3) * rho4 + rho2) / ((n - 2 * p - 2) * rho2 + p), fisher = as.vector(cor.test(d$x1, d$y)$conf.int),
    mixed = list(estimate = unname(fixef(mixed)), std_error = unname(coef(summary(mixed))[, 2]),
      df = unname(coef(summary(mixed))[, 3]), variances = as.data.frame(VarCorr(mixed))$vcov,
      log_likelihood = as.numeric(logLik(mixed)))))
}

# regions of managers of people over months, with months that count half to double
nested <- function(regions, managers, people, months, sd) {
  rows <- list(); id <- 0; boss <- 0
  for (r in seq_len(regions)) { of_region <- sd[1] * rnorm(1)
    for (m in seq_len(2 + rpois(1, managers))) { boss <- boss + 1; of_manager <- sd[2] * rnorm(1)
      for (q in seq_len(1 + rpois(1, people))) { id <- id + 1; of_person <- sd[3] * rnorm(1); t <- 1 + rpois(1, months)
        rows[[id]] <- data.frame(region = r, manager = boss, person = id, x = rnorm(t), z = rnorm(1),
          weight = sample(1:4, t, TRUE) / 2, effect = of_region + of_manager + of_person, error = rnorm(t)) } } }
  d <- do.call(rbind, rows)
  d$y <- round(1 + .5 * d$x - .3 * d$z + d$effect + sd[4] * d$error / sqrt(d$weight), 4)
  d[c("x", "z")] <- round(d[c("x", "z")], 4)
  # the fit is of what is written
  fit <- suppressMessages(lmer(y ~ x + z + (1 | region) + (1 | manager) + (1 | person), d, weights = weight, control = strict))
  v <- as.data.frame(VarCorr(fit))
  list(data = as.list(d[c("region", "manager", "person", "x", "z", "weight", "y")]), estimate = unname(fixef(fit)),
    std_error = unname(coef(summary(fit))[, 2]), df = unname(coef(summary(fit))[, 3]),
    variances = v$vcov[match(c("person", "manager", "region", "Residual"), v$grp)],
    log_likelihood = as.numeric(logLik(fit)), person = as.vector(ranef(fit)$person[[1]]))
}

tight <- survreg.control(rel.tolerance = 1e-13, maxiter = 200)
bounded <- function(slopes, low, high) {
  x <- round(matrix(rnorm(120 * length(slopes)), 120), 4)
  y <- pmin(pmax(round(as.vector(1 + x %*% slopes) + rnorm(120), 4), low), high)
  m <- AER::tobit(y ~ x, left = low, right = high, control = tight)
  list(x = x, y = y, low = if (is.finite(low)) low, high = if (is.finite(high)) high, estimate = unname(coef(m)),
       scale = m$scale, covariance = unname(vcov(m)), log_likelihood = m$loglik[2])
}

counted <- function(mean, size) {
  x <- round(matrix(rnorm(200), 100), 4); exposure <- round(runif(100, .5, 3), 2); team <- teams(100)
  y <- rnbinom(100, mu = exposure * exp(mean + .6 * x[, 1]), size = size)
  control <- list(epsilon = 1e-14, maxit = 200)
  # glm takes weights from the last step but one: a second fit starts where the first ended
  m <- glm(y ~ x + offset(log(exposure)), quasipoisson, control = control)
  m <- update(m, start = coef(m))
  any <- glm((y > 0) ~ x, binomial, control = control)
  any <- update(any, start = coef(any))
  of <- function(fit) list(estimate = unname(coef(fit)), covariance = unname(vcov(fit)),
    clustered = unname(vcovCL(fit, cluster = team, type = "HC0", cadjust = TRUE)))
  list(x = x, y = y, exposure = exposure, dispersion = summary(m)$dispersion, deviance = m$deviance,
       counts = of(m), occurs = of(any))
}

# Nye & Sackett (2017): the difference of the two lines over normal scores, integrated
prediction <- function(n, gap) {
  focal <- as.numeric(runif(n) < .35); x <- round(rnorm(n) - .4 * focal, 4); team <- teams(n)
  y <- round(.5 * x + focal * (gap[1] + gap[2] * x) + rnorm(n) * (1 + .4 * focal), 4)
  tested <- function(fit) {
    t <- coef_test(fit, vcovCR(fit, cluster = team, type = "CR2"), test = "Satterthwaite")
    last <- nrow(t)
    list(estimate = t$beta[last], std_error = t$SE[last], df = t$df[last], p_value = t$p_Satt[last])
  }
  line <- coef(lm(y ~ x, subset = focal == 0)) - coef(lm(y ~ x, subset = focal == 1))
  m <- mean(x[focal == 1]); s <- sd(x[focal == 1]); crossing <- unname(-line[1] / line[2])
  ends <- sort(c(m - 12 * s, m + 12 * s, if (abs(crossing - m) < 12 * s) crossing))
  over <- function(shape) sum(sapply(2:length(ends), function(i) integrate(function(u)
    shape(line[1] + line[2] * u) * dnorm(u, m, s), ends[i - 1], ends[i], rel.tol = 1e-12, subdivisions = 2000)$value)) / sd(y[focal == 0])
  list(x = x, y = y, focal = focal, intercept = tested(lm(y ~ x + focal)), slope = tested(lm(y ~ x + focal + I(x * focal))),
       signed = over(identity), unsigned = over(abs), over = over(function(v) pmax(v, 0)), under = over(function(v) pmin(v, 0)))
}

impact <- function(counts) {
  reference <- counts[1]; n1 <- counts[2]; focal <- counts[3]; n2 <- counts[4]
  tab <- matrix(c(reference, n1 - reference, focal, n2 - focal), 2, byrow = TRUE)
  k <- max(0, reference + focal - n2):min(n1, reference + focal)
  chance <- dhyper(k, n1, n2, reference + focal); own <- dhyper(reference, n1, n2, reference + focal)
  same <- abs(chance - own) < 1e-9 * own
  list(counts = counts, fisher = fisher.test(tab)$p.value, fisher_one_sided = fisher.test(tab, alternative = "greater")$p.value,
    mid_p = sum(chance[chance < own & !same]) + sum(chance[same]) / 2,
    chi_squared = suppressWarnings(unname(chisq.test(tab, correct = FALSE)$statistic)),
    chi_squared_yates = suppressWarnings(unname(chisq.test(tab)$statistic)),
    below_four_fifths = 5 * focal * n1 < 4 * reference * n2)
}

scores <- as.matrix(data$suppressors[1:4])
ranged <- apply(scores, 2, function(v) (v - min(v)) / (max(v) - min(v)))
shares <- sweep(ranged, 2, colSums(ranged), "/")
lack <- 1 + colSums(ifelse(shares > 0, shares * log(shares), 0)) / log(nrow(scores))
contrast <- apply(ranged, 2, sd) * colSums(1 - cor(scores))

values <- list(
  regressions = lapply(data, function(d) list(data = as.list(unname(d)), importance = importance(d), regression = regression(d))),
  nested = list(even = nested(4, 2, 3, 3, c(.6, .5, .8, 1)), small = nested(3, 1, 1, 2, c(.3, .9, .5, .7)),
                only_people = nested(4, 1, 3, 2, c(0, 0, .7, 1)), nothing = nested(3, 1, 3, 2, c(0, 0, 0, 1))),
  tobit = list(upper = bounded(c(1, .5, 0), -Inf, .2), lower = bounded(c(.8, -.4), 1.5, Inf), both = bounded(1, 0, 1.8)),
  counts = list(many_zeros = counted(-.8, .4), few_zeros = counted(2, 3)),
  prediction = list(parallel = prediction(97, c(-.4, 0)), crossing = prediction(120, c(-.2, .4))),
  impact = lapply(list(c(3, 9, 2, 14), c(20, 20, 3, 9), c(1, 50, 1, 50), c(400, 1000, 320, 1000), c(7, 13, 9, 13),
                       c(5, 100, 0, 4), c(50, 50, 49, 50), c(1, 1, 0, 1), c(2, 3, 1, 200)), impact),
  blind = list(entropy = unname(lack / sum(lack)), critic = unname(contrast / sum(contrast))))
packages <- c("sandwich", "clubSandwich", "lme4", "lmerTest", "AER", "survival", "gsl", "car")
versions <- c(R = R.version.string, sapply(packages, function(p) format(packageVersion(p))))
write_json(list(versions = as.list(versions), values = values), "expected.json", auto_unbox = TRUE, digits = I(15), na = "null")
