# Kitagawa's decomposition of a difference of means, with errors clustered by class, without any of the engine's algebra:
# pupils of the same classes with an iq below 12 (before) and from 12 on (after); segments by ses and combined classes.
# Shares and means by tapply, the error by the derivative of each part by the weight of each class (central differences, Richardson).
# Rscript generate.R, in this folder; base R only. Writes expected.json.
pupils <- read.csv("../ols-clustered/data.csv")
side <- ifelse(pupils$iq < 12, "before", "after")
segment <- paste(ifelse(pupils$ses < 20, "low", ifelse(pupils$ses < 35, "middle", "high")), ifelse(pupils$combined == 1, "combined", "single"))
names <- sort(unique(segment))

parts <- function(w) {
  sum_of <- function(x, at) { s <- tapply(x[side == at], factor(segment[side == at], names), sum); s[is.na(s)] <- 0; s }
  weight <- lapply(c(before = "before", after = "after"), function(at) sum_of(w, at))
  total <- lapply(c(before = "before", after = "after"), function(at) sum_of(w * pupils$lang, at))
  share <- lapply(weight, function(x) x / sum(x))
  mean <- Map(`/`, total, weight)
  score <- Map(function(t, x) sum(t) / sum(x), total, weight)
  mix <- (share$after - share$before) * ((mean$before + mean$after) / 2 - (score$before + score$after) / 2)
  within <- (mean$after - mean$before) * (share$before + share$after) / 2
  c(total = score$after - score$before, mix = sum(mix), within = sum(within), setNames(mix, paste("mix", names)), setNames(within, paste("within", names)))
}

one <- rep(1, nrow(pupils))
estimates <- parts(one)
classes <- unique(pupils$class)
slope <- function(class, step) {
  moved <- function(by) { w <- one; w[pupils$class == class] <- 1 + by; parts(w) }
  (moved(step) - moved(-step)) / (2 * step)
}
# a class' influence: the derivative by its weight; two steps, so that the error is of the fourth order
influence <- sapply(classes, function(class) (4 * slope(class, 5e-4) - slope(class, 1e-3)) / 3)
G <- length(classes)
errors <- sqrt(G / (G - 1) * rowSums(influence^2))

number <- function(x) format(x, digits = 17)
block <- function(x) paste0("{\n", paste0("   \"", names(x), "\": ", sapply(x, number), collapse = ",\n"), "\n  }")
cat("{\n \"id\": \"kitagawa-nlschools\",\n \"source\": \"MASS::nlschools (ols-clustered/data.csv), generate.R, ", R.version.string,
  "\",\n \"crossChecked\": \"base R, by numerical derivatives\",\n \"tolerance\": { \"minDigits\": 8 },\n \"expected\": {\n  \"clusters\": ", G,
  ",\n  \"estimates\": ", block(estimates), ",\n  \"standardErrors\": ", block(errors), "\n }\n}\n", sep = "", file = "expected.json")
