// Figures as a table of plain text.

/** Rows of equally many cells, the first of them the titles; the first `texts` columns are words. */
export function tableText(rows: readonly (readonly string[])[], texts = 1): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < texts ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
