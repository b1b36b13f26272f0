// Draws the venue, and brings the reader's clicks to it.
import { fetchEngine, formatUnits, Side } from '@openbell/engine'
import { runFlow } from '../flow.mjs'
import { Venue } from './venue.mjs'

const rowCount = 25
const frameMs = 250
const element = (id) => document.getElementById(id)
const whole = (count) => count.toLocaleString('en')

function make(tag, content = '', className = '') {
  const made = document.createElement(tag)
  made.className = className
  made.append(content)
  return made
}

function cell(side, lots, mostLots, onClick) {
  const button = make('button', lots === 0 ? '' : whole(lots))
  button.type = 'button'
  button.ariaLabel = `${side} here, ${lots} lots stand`
  button.style.setProperty('--depth', `${Math.round((100 * lots) / mostLots)}%`)
  button.addEventListener('click', onClick)
  return make('td', button, side)
}

function drawLadder(venue, place) {
  const rows = venue.ladder(rowCount)
  const most = Math.max(1, ...rows.flatMap(({ buyLots, sellLots }) => [buyLots, sellLots]))
  const drawn = rows.map(({ priceTicks, buyLots, sellLots }) => {
    const row = make('tr')
    row.append(cell('buy', buyLots, most, () => place(Side.buy, priceTicks)))
    row.append(make('td', whole(priceTicks)))
    row.append(cell('sell', sellLots, most, () => place(Side.sell, priceTicks)))
    return row
  })
  element('ladder').replaceChildren(...drawn)
}

function drawAccount({ balances: { btc, usd }, answer }) {
  const lines = [
    ['BTC', formatUnits(btc.availableUnits, 8)],
    ['on order', formatUnits(btc.lockedUnits, 8)],
    ['USD', formatUnits(usd.availableUnits, 4)],
    ['on order', formatUnits(usd.lockedUnits, 4)],
  ]
  element('account').replaceChildren(
    ...lines.flatMap(([name, amount]) => [make('dt', name), make('dd', amount)]),
  )
  element('answer').textContent = answer
}

function drawTrades({ trades }) {
  const lines = trades.map(({ priceTicks, quantityLots, isSell }) => {
    const line = make('li', '', isSell ? 'sells' : 'buys')
    line.append(make('span', whole(priceTicks)), make('span', whole(quantityLots)))
    return line
  })
  element('trades').replaceChildren(...lines)
}

const module = await fetchEngine()
let venue = new Venue(module)
let playing

function draw() {
  drawLadder(venue, (side, priceTicks) => {
    venue.place(side, priceTicks, element('quantity').valueAsNumber || 0)
    draw()
  })
  drawAccount(venue)
  drawTrades(venue)
  element('sequence').textContent = venue.engine.sequence
  element('live-hash').textContent = venue.engine.stateHash()
  element('step').disabled = venue.isOver
  element('play').disabled = venue.isOver
  element('play').textContent = playing === undefined ? 'Play' : 'Pause'
}

function pause() {
  clearInterval(playing)
  playing = undefined
}

function step() {
  venue.step()
  if (venue.isOver) pause()
  draw()
}

element('step').addEventListener('click', step)
element('play').addEventListener('click', () => {
  if (playing === undefined) playing = setInterval(step, frameMs)
  else pause()
  draw()
})
element('cancel').addEventListener('click', () => {
  venue.cancelMine()
  draw()
})
element('reset').addEventListener('click', () => {
  pause()
  venue = new Venue(module)
  draw()
})
for (let frame = 0; frame < 10; frame++) step()
element('hashes').textContent = await runFlow(module)
