# A post-stratified mean with errors clustered by class: the weights are made so that strata weigh as in the base, and the error is the
# derivative of the whole estimate, weights and all, by the weight of each class (central differences, Richardson).
# Rscript generate.R, in this folder; base R only. Writes expected.json.
pupils <- read.csv("../ols-clustered/data.csv")
stratum <- paste(ifelse(pupils$combined == 1, "combined", "single"), ifelse(pupils$class_size < 25, "small", "large"))
base <- c("combined large" = 400, "combined small" = 900, "single large" = 5000, "single small" = 700)
estimate <- function(w) {
  calibrated <- w * base[stratum] / ave(w, stratum, FUN = sum) # every stratum sums to its base
  sum(calibrated * pupils$lang) / sum(calibrated)
}
one <- rep(1, nrow(pupils))
classes <- unique(pupils$class)
slope <- function(class, step) {
  moved <- function(by) { w <- one; w[pupils$class == class] <- 1 + by; estimate(w) }
  (moved(step) - moved(-step)) / (2 * step)
}
influence <- sapply(classes, function(class) (4 * slope(class, 5e-4) - slope(class, 1e-3)) / 3)
G <- length(classes)
number <- function(x) format(x, digits = 17)
cat("{\n \"id\": \"poststratified-nlschools\",\n \"source\": \"MASS::nlschools (ols-clustered/data.csv), generate.R, ", R.version.string,
  "\",\n \"crossChecked\": \"base R, by numerical derivatives\",\n \"tolerance\": { \"minDigits\": 8 },\n \"expected\": {\n  \"clusters\": ", G,
  ",\n  \"raw\": ", number(mean(pupils$lang)), ",\n  \"estimate\": ", number(estimate(one)),
  ",\n  \"stdErr\": ", number(sqrt(G / (G - 1) * sum(influence^2))), "\n }\n}\n", sep = "", file = "expected.json")
