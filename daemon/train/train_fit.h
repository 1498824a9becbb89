#pragma once
/* One logistic regression over some of the rows. */
#include "train/train_matrix.h"

struct train_term {
	int trait;
	double weight;
	int step; /* of the file, score/score_weights.h; never 0 */
};

struct train_model {
	double bias, unit;
	struct train_term *terms; /* the strongest first, then by name */
	size_t n;
};

/* Fits to the rows whose day is not of this heap (day % heaps == left_out);
 * left_out < 0: to all. The model's memory is in the arena. */
void train_fit(const struct train_matrix *m, int heaps, int left_out,
               struct arena *arena, struct train_model *model);

/* The model's value of a row, with the weights as the file keeps them. by_trait
 * has a place for each of the matrix's traits, filled by train_spread. */
void train_spread(const struct train_model *model, double *by_trait);
double train_value(const struct train_model *model, const double *by_trait,
                   const struct train_row *row);
