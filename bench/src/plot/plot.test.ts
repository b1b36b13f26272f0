// A plot is well-formed SVG, its values lie where the axes say, and its words are escaped.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Histogram } from '../latency/histogram.js'
import { latencyPlot } from '../latency/latency-plot.js'
import { countText, durationText, linearAxis, logarithmicAxis, shareOf } from './axis.js'
import { type Plot, plotSvg } from './plot.js'

/** Throws unless every element is closed in its turn, and every attribute is a number or words. */
function checkForm(svg: string): void {
  const open: string[] = []
  const token = /<(\/?)([a-z]+)((?: [a-zA-Z0-9-]+="[^"<>]*")*)(\/?)>|([^<>]+)/gy
  let at = 0
  for (const match of svg.matchAll(token)) {
    assert.is(match.index, at, `no markup: ${svg.slice(at, at + 40)}`)
    at += match[0].length
    const [, closes, name, , isEmpty, words] = match
    if (closes) assert.is(open.pop(), name)
    else if (name && !isEmpty) open.push(name)
    else if (words) assert.not.match(words, /&(?!amp;|lt;|gt;)/)
  }
  assert.is(at, svg.length)
  assert.equal(open, [])
  assert.not.match(svg, /NaN|undefined|Infinity/)
}

const plot: Plot = {
  title: 'A < B & "C"',
  subtitle: 'of > one',
  x: logarithmicAxis('count', [1, 1000], countText),
  y: linearAxis('rate', [42], String),
  hasMarks: true,
  lines: [
    {
      name: 'one',
      points: [
        { x: 1, y: 0, low: 0, high: 10 },
        { x: 1000, y: 50, low: 40, high: 50 },
      ],
    },
    { name: 'two & three', points: [{ x: 10, y: 25 }] },
  ],
}

test('it is well-formed, and its words are escaped', () => {
  const svg = plotSvg(plot)
  checkForm(svg)
  assert.match(svg, '<title>A &lt; B &amp; "C"</title>')
  assert.match(svg, 'two &amp; three')
})

test('its values lie where the axes say', () => {
  const circles = [...plotSvg(plot).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)]
  const places = circles.map(([, x, y]) => [Number(x), Number(y)])
  const [[left, bottom], [right, top], [x, y]] = places
  assert.ok(left < right && top < bottom)
  assert.ok(Math.abs(x - (left + (right - left) / 3)) < 0.11)
  assert.ok(Math.abs(y - (top + bottom) / 2) < 0.11)
})

test('axes enclose all values, with round ticks', () => {
  const y = linearAxis('rate', [3, 42.5], String)
  assert.equal(
    y.ticks.map(({ value }) => value),
    [0, 10, 20, 30, 40, 50],
  )
  const x = logarithmicAxis('count', [3, 2_000_000], countText)
  assert.equal(
    x.ticks.map(({ text }) => text),
    ['1', '10', '100', '1 K', '10 K', '100 K', '1 M', '10 M'],
  )
  assert.is(shareOf(x, 1), 0)
  assert.is(shareOf(x, 1e7), 1)
  assert.is(logarithmicAxis('one', [5, 5], String).ticks.length, 2)
})

test('durations have a unit that fits', () => {
  const texts = [[0, 999, 1000, 1512, 25_000_000, 3e9].map(durationText)].flat()
  assert.equal(texts, ['0 ns', '999 ns', '1 µs', '1.51 µs', '25 ms', '3 s'])
})

test('curves of latency rise to the slowest message', () => {
  const latencies = new Histogram()
  for (let ns = 0; ns < 5000; ns++) latencies.record(ns)
  const found = latencyPlot('of a test', [{ name: '1 M/s', latencies }])
  checkForm(plotSvg(found))
  const { points } = found.lines[0]
  assert.ok(points.every(({ y }, index) => index === 0 || y >= points[index - 1].y))
  assert.equal(points[points.length - 1], { x: 5000, y: 4999 })
  const half = points.find(({ x }) => x >= 2)
  assert.ok(half && Math.abs(half.y - 5000 * (1 - 1 / half.x)) < 5000 / 128)
})

test.run()
