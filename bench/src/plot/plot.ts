// Lines in a frame with two axes, as SVG.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { OperateError } from '@openbell/gateway/operate/errors.js'
import { type Axis, shareOf } from './axis.js'

export interface Point {
  readonly x: number
  readonly y: number
  /** Where the range begins and ends of which `y` is the median. */
  readonly low?: number
  readonly high?: number
}

export interface Line {
  readonly name: string
  readonly points: readonly Point[]
}

export interface Plot {
  readonly title: string
  readonly subtitle: string
  readonly x: Axis
  readonly y: Axis
  readonly lines: readonly Line[]
  /** Whether each point has its mark: few that were measured, and not a curve. */
  readonly hasMarks: boolean
}

const width = 800
const height = 460
const frame = { left: 84, right: 772, top: 104, bottom: 392 }
/** Okabe and Ito's, which the colour-blind tell apart. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00']

const style = `text { font: 13px system-ui, 'Helvetica Neue', Arial, sans-serif; fill: #4a4f57 }
.title { font-size: 19px; font-weight: 600; fill: #16191d }
.grid { stroke: #e3e6ea; stroke-width: 1 }
.axis { stroke: #8a9099; stroke-width: 1 }
.line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round }
.range { opacity: 0.16; stroke: none }`

/** A picture of the plot; every value lies within its axis. */
export function plotSvg(plot: Plot): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(plot.title)}</title>`,
    `<style>${escaped(style)}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`,
    text(frame.left, 36, plot.title, 'start', 'title'),
    text(frame.left, 58, plot.subtitle),
    ...legend(plot.lines),
    ...grid(plot),
    ...plot.lines.flatMap((line, index) => drawn(plot, line, colourOf(index))),
    '</svg>',
    '',
  ].join('\n')
}

/** Makes the file's folder too. @throws OperateError where the file cannot be written */
export function writePlot(path: string, plot: Plot): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, plotSvg(plot))
  } catch (error) {
    throw new OperateError(`${path} cannot be written: ${(error as Error).message}`)
  }
}

const colourOf = (index: number): string => colours[index % colours.length]

/** The names in a row above the frame; a letter is taken to be 7 wide. */
function legend(lines: readonly Line[]): string[] {
  let x = frame.left
  return lines.flatMap(({ name }, index) => {
    const at = x
    x += 52 + 7 * name.length
    return [
      `<line class="line" x1="${at}" y1="80" x2="${at + 22}" y2="80" stroke="${colourOf(index)}"/>`,
      text(at + 29, 84, name),
    ]
  })
}

function grid({ x, y }: Plot): string[] {
  const middle = (frame.top + frame.bottom) / 2
  return [
    ...y.ticks.flatMap(({ value, text: name }) => {
      const at = yOf(y, value)
      return [
        `<line class="grid" x1="${frame.left}" y1="${at}" x2="${frame.right}" y2="${at}"/>`,
        text(frame.left - 9, Number(at) + 4.5, name, 'end'),
      ]
    }),
    ...x.ticks.flatMap(({ value, text: name }) => {
      const at = xOf(x, value)
      return [
        `<line class="grid" x1="${at}" y1="${frame.top}" x2="${at}" y2="${frame.bottom}"/>`,
        text(Number(at), frame.bottom + 21, name, 'middle'),
      ]
    }),
    `<path class="axis" fill="none" d="M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}"/>`,
    text((frame.left + frame.right) / 2, height - 20, x.label, 'middle'),
    `<text transform="translate(22 ${middle}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  ]
}

function drawn({ x, y, hasMarks }: Plot, { points }: Line, colour: string): string[] {
  const path = (values: readonly Point[], value: (point: Point) => number) =>
    values.map((point) => `${xOf(x, point.x)} ${yOf(y, value(point))}`).join('L')
  const ranged = points.filter(({ low, high }) => low !== undefined && high !== undefined)
  const marks = hasMarks
    ? points.map(
        ({ x: at, y: value }) =>
          `<circle cx="${xOf(x, at)}" cy="${yOf(y, value)}" r="3.5" fill="${colour}"/>`,
      )
    : []
  const over = path(ranged, ({ high = 0 }) => high)
  const under = path([...ranged].reverse(), ({ low = 0 }) => low)
  return [
    ...(ranged.length > 1 ? [`<path class="range" fill="${colour}" d="M${over}L${under}Z"/>`] : []),
    `<path class="line" stroke="${colour}" d="M${path(points, ({ y: value }) => value)}"/>`,
    ...marks,
  ]
}

const xOf = (axis: Axis, value: number): string =>
  (frame.left + shareOf(axis, value) * (frame.right - frame.left)).toFixed(1)

const yOf = (axis: Axis, value: number): string =>
  (frame.bottom - shareOf(axis, value) * (frame.bottom - frame.top)).toFixed(1)

const text = (x: number, y: number, words: string, anchor = 'start', kind = 'label'): string =>
  `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
