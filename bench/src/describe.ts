// `npm run bench -- describe`: the shape of a workload, to compare one with another.
import { parseOptions } from '@openbell/gateway/operate/options.js'
import { ordersOf, workloadOptions } from './orders-option.js'
import { type Shape, shapeOf } from './workload/shape.js'

export async function describe(args: string[]): Promise<number> {
  const { values } = parseOptions({
    args,
    options: { ...workloadOptions, json: { type: 'boolean', default: false } },
  })
  const shape = shapeOf(await ordersOf(values))
  console.log(values.json ? JSON.stringify(shape) : textOf(shape))
  return 0
}

function textOf(shape: Shape): string {
  const whole = (count: number) => count.toLocaleString('en')
  const share = (count: number, all: number) =>
    `${whole(count)}, ${((100 * count) / all).toFixed(2)} % of`
  const { messages, newOrders, standing, levels } = shape
  return [
    `messages        ${whole(messages)}`,
    `new orders      ${share(newOrders, messages)} the messages`,
    `at once only    ${share(shape.immediateOrCancel, newOrders)} the new orders`,
    `modifies        ${share(shape.modifies, newOrders)} the new orders, ${whole(shape.modifyRejects)} too late`,
    `cancels         ${share(shape.cancels, newOrders)} the new orders, ${whole(shape.cancelRejects)} too late`,
    `trades          ${share(shape.trades, messages)} the messages`,
    `prices          ${whole(shape.priceMinTicks)} to ${whole(shape.priceMaxTicks)} ticks`,
    `standing orders ${whole(standing.mean)} on average, ${whole(standing.peak)} at most`,
    `levels          ${whole(levels.mean)} on average, ${whole(levels.peak)} at most`,
  ].join('\n')
}
