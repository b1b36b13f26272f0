// The scenarios of the public benchmark: how far the mid price goes.

/** Deviation of the mid's walk, in steps of a tenth of a percent, each upon the one before. */
export const swingSteps = {
  static: 0,
  normal: 20,
  'swing-25': 250,
  'swing-40': 400,
  'flash-crash': 600,
} as const

export type Scenario = keyof typeof swingSteps

export const scenarios = Object.keys(swingSteps) as readonly Scenario[]
