# Censoring weights, Brier score and recalibration of predicted risks at a horizon, by R's own survfit and glm.
# Rscript reference.R > expected.json      (R 4.2.2, survival 3.5.3)
library(survival)
set.seed(20260701)
n <- 60
risk <- round(runif(n, 0.02, 0.6), 3)
time <- round(rexp(n, -log(1 - risk) / 90), 1) + 0.1
censor <- round(rexp(n, 1 / 160), 1) + 0.1
event <- as.integer(time <= censor)
time <- pmin(time, censor)
horizon <- 90
# events come before censorings at equal times: those who left are no longer under observation
g <- survfit(Surv(time + ifelse(event == 1, 0, 1e-9), 1 - event) ~ 1)
before <- function(t) summary(g, times = t - 1e-7, extend = TRUE)$surv
y <- as.integer(event == 1 & time <= horizon)
w <- ifelse(y == 1, 1 / sapply(time, before), ifelse(time > horizon, 1 / before(horizon), 0))
base <- sum(w * y) / sum(w)
own <- w * (y - risk)^2
flat <- w * (y - base)^2
se <- function(x) sd(x) / sqrt(length(x))
x <- qlogis(risk)
used <- w > 0
sandwich <- function(fit, design) {
  q <- fitted(fit); a <- solve(t(design) %*% (design * (w[used] * q * (1 - q)))); u <- design * (w[used] * (y[used] - q))
  m <- sum(used); a %*% (t(u) %*% u) %*% a * m / (m - 1)
}
quiet <- function(expr) suppressWarnings(expr)
control <- glm.control(epsilon = 1e-14, maxit = 100)
level <- quiet(glm(y ~ offset(x), binomial, weights = w, subset = used, control = control))
slope <- quiet(glm(y ~ x, binomial, weights = w, subset = used, control = control))
one <- matrix(1, sum(used), 1)
num <- function(v) paste0("[", paste(format(v, digits = 15, scientific = FALSE, trim = TRUE), collapse = ", "), "]")
field <- function(name, v) sprintf('  "%s": %s', name, format(v, digits = 15))
cat("{\n", paste(c(
  sprintf('  "source": "%s, survival %s"', R.version.string, packageVersion("survival")),
  field("horizon", horizon),
  sprintf('  "risk": %s', num(risk)), sprintf('  "time": %s', num(time)), sprintf('  "event": %s', num(event)),
  sprintf('  "weights": %s', num(w)),
  field("baseRate", base), field("brier", mean(own)), field("brierStdErr", se(own)), field("baseBrier", mean(flat)),
  field("difference", mean(own - flat)), field("differenceStdErr", se(own - flat)),
  field("intercept", coef(level)[[1]]), field("interceptStdErr", sqrt(sandwich(level, one)[1, 1])),
  field("interceptOfSlope", coef(slope)[[1]]), field("slope", coef(slope)[[2]]),
  field("slopeStdErr", sqrt(sandwich(slope, cbind(1, x[used]))[2, 2]))), collapse = ",\n"), "\n}\n", sep = "")
