# Makes expected.json: mixed models of tests/stats/test_nested_reml.py.
# Run in this folder: Rscript generate.R
# Reads ../data and the demo study only; draws nothing. Numbers have 15 significant digits.

suppressMessages({library(lme4); library(lmerTest); library(jsonlite)})

values <- list()
keep <- function(name, call, tol, value) values[[name]] <<- list(call = call, tol = tol, value = value)
TOL <- "fixed 1e-5; variances 1e-4 relative; logLik 1e-5; Satterthwaite df 1e-2 relative"
strict <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5))

described <- function(m, effects) {
  s <- coef(summary(m))
  re <- ranef(m, condVar = TRUE)
  one <- function(g) list(
    level = g, groups = rownames(re[[g]]), effect = re[[g]][[1]],
    conditional_sd = sqrt(as.vector(attr(re[[g]], "postVar"))))
  list(terms = rownames(s), coef = unname(s[, "Estimate"]), se = unname(s[, "Std. Error"]),
       df = unname(s[, "df"]), p = unname(s[, "Pr(>|t|)"]), vcov = unname(as.matrix(vcov(m))),
       variances = setNames(as.data.frame(VarCorr(m))$vcov, as.data.frame(VarCorr(m))$grp),
       logLik = as.numeric(logLik(m)), singular = isSingular(m),
       ranef = lapply(effects, one))
}

KL <- read.csv("../data/klein2000.csv")
keep("klein.null", "lmer(JOBSAT ~ 1 + (1|GRPID))", TOL,
     described(lmer(JOBSAT ~ 1 + (1 | GRPID), KL, control = strict), "GRPID"))
keep("klein.ri", "lmer(JOBSAT ~ POSAFF + COHES + (1|GRPID))", TOL,
     described(lmer(JOBSAT ~ POSAFF + COHES + (1 | GRPID), KL, control = strict), "GRPID"))

HS <- read.csv("../data/HolzingerSwineford1939.csv")
HS$cl <- paste(HS$school, HS$grade, HS$sex, HS$agemo %/% 4, sep = "|")
HS$room <- paste(HS$school, HS$grade)
keep("hs.ri", "lmer(x9 ~ x1 + x4 + (1|school grade sex age-quarter))", TOL,
     described(lmer(x9 ~ x1 + x4 + (1 | cl), HS, control = strict), "cl"))
keep("hs.nested", "lmer(x9 ~ x1 + x4 + (1|room/cl)); room = school grade", TOL,
     described(lmer(x9 ~ x1 + x4 + (1 | room) + (1 | cl), HS, control = strict), character()))

demo <- "../../../studies/demo_sales_2026/data/"
people <- read.csv(paste0(demo, "people.csv"), fileEncoding = "UTF-8-BOM")
sales <- read.csv(paste0(demo, "sales.csv"), fileEncoding = "UTF-8-BOM")
names(people)[1] <- names(sales)[1] <- "employee_id"
D <- merge(sales, people[c("employee_id", "region", "manager_id", "tenure_months", "territory_potential")])
D <- D[!is.na(D$sales_amount) & D$sales_amount > 0 & !is.na(D$months_active) & !is.na(D$tenure_months) &
         D$tenure_months > 0 & !is.na(D$territory_potential) & D$territory_potential > 0 &
         D$manager_id != "" & D$region != "", ]
D <- D[order(D$employee_id, D$month, D$sales_amount), ]
D$y <- log(D$sales_amount / D$months_active)
D$lp <- log(D$territory_potential)
D$lt <- log(D$tenure_months)
keep("demo.rows", "rows, people, managers, regions of the merged demo data", 0,
     c(nrow(D), length(unique(D$employee_id)), length(unique(D$manager_id)), length(unique(D$region))))
keep("demo.three", "lmer(y ~ lp + lt + (1|region) + (1|manager_id) + (1|employee_id))", TOL,
     described(lmer(y ~ lp + lt + (1 | region) + (1 | manager_id) + (1 | employee_id), D,
                    control = strict), c("region", "manager_id", "employee_id")))
keep("demo.weighted", "lmer(y ~ month + lp + lt + (1|manager_id) + (1|employee_id), weights = months_active)",
     TOL, described(lmer(y ~ month + lp + lt + (1 | manager_id) + (1 | employee_id), D,
                         weights = months_active, control = strict), "manager_id"))

versions <- list(R = R.version.string, lme4 = format(packageVersion("lme4")),
                 lmerTest = format(packageVersion("lmerTest")))
write_json(list(versions = versions, values = values), "expected.json",
           auto_unbox = TRUE, digits = I(15), pretty = TRUE)
