/* The parts of the kind, put together in circuit.c. */
#ifndef AZURE_CIRCUIT_CIRCUIT_H
#define AZURE_CIRCUIT_CIRCUIT_H

extern const struct forward_hooks circuit_forward;
extern const struct load_hooks circuit_load;
extern const struct limits_hooks circuit_limits;
extern const struct judge_hooks circuit_judge;
extern const struct plan_hooks circuit_plan;

#endif
