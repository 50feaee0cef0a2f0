# What the cases survival-* lack: rho and zph with strata and with delayed entry, errors of the concordance, predicted survival with its error.
# Rscript generate.R, in this folder; R 4.2.2, survival 3.5-3. Writes expected.json, 17 significant digits.
library(survival)
options(warn = -1) # coxph warns of a tolerance below its default
tight <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50)
lung <- read.csv("../survival-lung/data.csv")
heart <- read.csv("../survival-countingprocess/data.csv")
mgus <- read.csv("../survival-competing-risks/data.csv")

zph <- function(fit, transform) {
  z <- cox.zph(fit, transform = transform, terms = FALSE)
  rho <- cor(z$x, z$y)
  terms <- colnames(rho)
  list(
    chiSquare = setNames(as.list(z$table[, "chisq"]), rownames(z$table)),
    pValue = setNames(as.list(z$table[, "p"]), rownames(z$table)),
    rho = setNames(as.list(rho), terms)
  )
}
transforms <- c("km", "identity", "rank", "log")
zphs <- function(fit) setNames(lapply(transforms, function(transform) zph(fit, transform)), transforms)

predicted <- function(fit, rows, times) {
  lapply(seq_len(nrow(rows)), function(i) {
    s <- summary(survfit(fit, newdata = rows[i, ], conf.type = "log-log"), times = times)
    list(row = as.list(rows[i, ]), times = times, survival = s$surv, stdErr = s$std.err, ciLow = s$lower, ciHigh = s$upper)
  })
}
concordanceOf <- function(fit) list(concordance = fit$concordance[["concordance"]], stdErr = fit$concordance[["std"]])

lungRows <- data.frame(age = c(50, 70), sex = c(1, 2), ph_ecog = c(0, 2))
ofTies <- function(ties) {
  fit <- coxph(Surv(time, event) ~ age + sex + ph_ecog, lung, ties = ties, control = tight)
  list(
    zph = zphs(fit), predictions = predicted(fit, lungRows, c(100, 365, 1022)),
    linearPredictor = unname(predict(fit, newdata = lungRows, type = "lp", reference = "sample"))
  )
}
strata <- coxph(Surv(time, event) ~ age + ph_ecog + strata(sex), lung, control = tight)
clustered <- coxph(Surv(start, stop, event) ~ age + year + surgery + transplant, heart, cluster = id, control = tight)
unclustered <- coxph(Surv(start, stop, event) ~ age + year + surgery + transplant, heart, control = tight)
death <- coxph(Surv(time, event == 2) ~ age + male, mgus, control = tight)

expected <- list(
  lung = list(efron = ofTies("efron"), breslow = ofTies("breslow")),
  strata = list(
    concordance = concordanceOf(strata), zph = zphs(strata),
    predictions = predicted(strata, data.frame(age = c(60, 60), ph_ecog = c(1, 1), sex = c(1, 2)), c(100, 400))
  ),
  heart = list(
    clustered = concordanceOf(clustered), unclustered = concordanceOf(unclustered), zph = zphs(clustered),
    predictions = predicted(clustered, data.frame(age = 0, year = 1, surgery = 0, transplant = 1), c(30, 300))
  ),
  death = list(concordance = concordanceOf(death), zph = zphs(death))
)

json <- function(x) {
  if (is.list(x)) {
    parts <- sapply(x, json)
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', parts, collapse = ", "), "}"))
  }
  values <- sprintf("%.17g", x)
  if (length(x) == 1) values else paste0("[", paste(values, collapse = ", "), "]")
}
source <- sprintf('"R %s.%s, survival %s; coxph, cox.zph(terms = FALSE), survfit(conf.type = \\"log-log\\")"', R.version$major, R.version$minor, packageVersion("survival"))
writeLines(paste0('{"source": ', source, ', "expected": ', json(expected), "}"), "expected.json")
