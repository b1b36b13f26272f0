// What a command's exit code says; docs/operating says it to operators.

/** The command did what it was asked, and what it compared or proved is as it should be. */
export const exitGood = 0
/** It looked, and what it found is different or damaged. */
export const exitDifferent = 1
/** It was asked wrongly, or it could not do what was asked; nothing is known to be damaged. */
export const exitFailed = 2
