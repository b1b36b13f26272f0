// Reads queries of Prometheus: which series they ask for, by which labels, and whether they can be parsed.
import { parser } from '@prometheus-io/lezer-promql'

/**
 * @returns {{ faults: string[], selectors: { name: string, matchers: Matcher[] }[], labels: string[] }}
 *   `labels` are those that it groups or joins by
 */
export function readQuery(query) {
  const faults = []
  const selectors = []
  const labels = []
  const text = (node) => query.slice(node.from, node.to)
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError) faults.push(`cannot be parsed at ${node.from}: ${query}`)
      if (node.name === 'VectorSelector') selectors.push(selectorOf(node.node, text))
      if (node.name === 'GroupingLabels')
        labels.push(...node.node.getChildren('LabelName').map(text))
    },
  })
  return { faults, selectors, labels }
}

function selectorOf(node, text) {
  const name = node.getChild('Identifier')
  const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(
    (matcher) => ({
      label: text(matcher.getChild('LabelName')),
      operator: text(matcher.getChild('MatchOp')),
      value: JSON.parse(text(matcher.getChild('StringLiteral')).replace(/^'(.*)'$/, '"$1"')),
    }),
  )
  return { name: name ? text(name) : '', matchers }
}

/**
 * The series in a text that Prometheus reads, by name: for each label the values that it has.
 *
 * @returns {Map<string, Map<string, Set<string>>>}
 */
export function readFigures(text) {
  const series = new Map()
  const seriesOf = (name) => {
    if (!series.has(name)) series.set(name, new Map())
    return series.get(name)
  }
  // One that has counted nothing yet has no series, but a type.
  for (const [, name] of text.matchAll(/^# TYPE (\S+) histogram$/gm))
    for (const part of ['bucket', 'sum', 'count']) seriesOf(`${name}_${part}`)
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z0-9_]+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    if (name === undefined) continue
    const known = seriesOf(name)
    for (const [, label, value] of labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g))
      known.set(label, (known.get(label) ?? new Set()).add(value))
  }
  return series
}
