# Makes expected.json: outcome models of tests/stats/test_{tobit,log_linear}.py.
# Run in this folder: Rscript generate.R
# Reads ../data and the demo study only; draws nothing. Numbers have 15 significant digits.

suppressMessages({library(survival); library(AER); library(jsonlite)})

HS <- read.csv("../data/HolzingerSwineford1939.csv")
demo <- "../../../studies/demo_sales_2026/data/"
sales <- read.csv(paste0(demo, "sales.csv"), fileEncoding = "UTF-8-BOM")
people <- read.csv(paste0(demo, "people.csv"), fileEncoding = "UTF-8-BOM")
names(people)[1] <- names(sales)[1] <- "employee_id"
used <- sales[!is.na(sales$new_customers) & !is.na(sales$months_active), ]
total <- aggregate(cbind(new_customers, months_active) ~ employee_id, used, sum)
D <- merge(total, people[c("employee_id", "tenure_months", "territory_potential")])
D <- D[!is.na(D$tenure_months) & D$tenure_months > 0 & !is.na(D$territory_potential) &
         D$territory_potential > 0 & D$months_active > 0, ]
months <- merge(used, people[c("employee_id", "tenure_months", "territory_potential")])
months <- months[!is.na(months$tenure_months) & months$tenure_months > 0 &
                   !is.na(months$territory_potential) & months$territory_potential > 0, ]

values <- list()
keep <- function(name, call, tol, value) values[[name]] <<- list(call = call, tol = tol, value = value)
fit <- function(m, ...) list(coef = unname(coef(m)), vcov = unname(as.matrix(vcov(m))), ...)
tight <- survreg.control(rel.tolerance = 1e-13, maxiter = 200)

upper <- 5
HS$capped <- pmin(HS$x9, upper)
m <- survreg(Surv(capped, capped < upper) ~ x1 + x4 + x7, HS, dist = "gaussian", control = tight)
keep("tobit.upper", "survreg(Surv(pmin(x9, 5), x9 < 5) ~ x1 + x4 + x7, dist = 'gaussian')", 1e-7,
     fit(m, scale = m$scale, logLik = m$loglik[2], n_capped = sum(HS$capped >= upper)))
HS$floored <- pmax(HS$x9, 5)
m <- AER::tobit(floored ~ x1 + x4 + x7, left = 5, right = Inf, data = HS, control = tight)
keep("tobit.lower", "AER::tobit(pmax(x9, 5) ~ x1 + x4 + x7, left = 5)", 1e-7,
     fit(m, scale = m$scale, logLik = m$loglik[2], n_capped = sum(HS$floored <= 5)))
HS$both <- pmin(pmax(HS$x9, 4.5), 6.2)
m <- AER::tobit(both ~ x1 + x4 + x7, left = 4.5, right = 6.2, data = HS, control = tight)
keep("tobit.both", "AER::tobit(pmin(pmax(x9, 4.5), 6.2) ~ x1 + x4 + x7, left = 4.5, right = 6.2)",
     1e-7, fit(m, scale = m$scale, logLik = m$loglik[2],
               n_capped = sum(HS$both <= 4.5 | HS$both >= 6.2)))

control <- list(epsilon = 1e-14, maxit = 100)
m <- glm(new_customers ~ log(territory_potential) + log(tenure_months) + offset(log(months_active)),
         quasipoisson, D, control = control)
keep("quasi_poisson", "glm(new_customers ~ log(territory_potential) + log(tenure_months) + offset(log(months_active)), quasipoisson)",
     1e-8, fit(m, dispersion = summary(m)$dispersion, deviance = m$deviance, n = nobs(m)))
m <- glm(I(new_customers > 0) ~ log(territory_potential) + log(tenure_months), binomial, months,
         control = control)
keep("two_part.occurs", "glm(I(new_customers > 0) ~ ..., binomial), months of people", 1e-8,
     fit(m, deviance = m$deviance, n = nobs(m), n_zero = sum(months$new_customers == 0)))
m <- lm(log(new_customers) ~ log(territory_potential) + log(tenure_months), months,
        subset = new_customers > 0)
keep("two_part.amount", "lm(log(new_customers) ~ ..., new_customers > 0), months of people", 1e-9,
     fit(m, n = nobs(m)))

versions <- list(R = R.version.string, survival = format(packageVersion("survival")),
                 AER = format(packageVersion("AER")))
write_json(list(versions = versions, values = values), "expected.json",
           auto_unbox = TRUE, digits = I(15), pretty = TRUE)
