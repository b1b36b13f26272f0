// Bugs of the core that the comparison with the naive one must find.
import { type MutantSet, mutant, without } from './mutant.js'

const core = (name: string): string => `engine-as/assembly/${name}.ts`

export const coreMutants: MutantSet = {
  args: ['--fuzz', '--brief'],
  seedsMax: 100,
  mutants: [
    mutant('an order does not trade at its limit', core('match'), {
      find: 'against.bestKey <= limitKey',
      replace: 'against.bestKey < limitKey',
    }),
    mutant('a fee is rounded down', core('tiers'), {
      find: 'return ((received * rate + 999999) / 1000000) as i64',
      replace: 'return ((received * rate) / 1000000) as i64',
    }),
    mutant('what a market order did not spend comes free twice', core('finish'), {
      find: 'header.workLockedUnits = 0\n    Held.unlock(order, units)',
      replace: 'header.workLockedUnits = 0\n    Held.unlock(order, units * 2)',
    }),
    mutant('what self-trade prevention ends stays locked', core('close'), {
      find: 'Held.unlock(order, Close.takeOut(slot))',
      replace:
        'const units = Close.takeOut(slot)\n    if (reason != CloseReason.selfTradePrevented) Held.unlock(order, units)',
    }),
    mutant('the last in line is the first to trade', core('match'), {
      find: 'changetype<Level>(against.bestLevel).head',
      replace: 'changetype<Level>(against.bestLevel).tail',
    }),
    mutant('the next part of an iceberg keeps the place of the last', core('book'), {
      find: 'if (level.tail == slot) return',
      replace: 'if (level.tail != 0) return',
    }),
    mutant('the last in line is triggered first', core('triggers'), {
      find: 'changetype<Level>(book.bestLevel).head',
      replace: 'changetype<Level>(book.bestLevel).tail',
    }),
    mutant('a fill-or-kill order takes a part', core('entry'), {
      find: 'if (header.walkLots < order.remainingLots) {',
      replace: 'if (header.walkLots == 0) {',
    }),
    mutant('the other leg of a filled one stays', core('lists'), {
      find: 'if (!Lists.isFirst(list, slot)) {\n      Lists.closeOthers(list, slot, OrderStatus.expired, CloseReason.otherLeg)',
      replace: 'if (!Lists.isFirst(list, slot)) {',
    }),
    mutant('a timer is a microsecond late', core('timers'), {
      find: 'Timers.at(0).deadlineUs <= header.timestampUs',
      replace: 'Timers.at(0).deadlineUs < header.timestampUs',
    }),
    mutant(
      'what a decremented maker does not need stays locked',
      core('prevention'),
      without('Held.unlock(maker, Held.reservation(maker, lots))'),
    ),
    mutant('of equal auction prices the lowest is taken', core('auction'), {
      find: 'header.uncrossPrice = min(max(reference, from), to)',
      replace: 'header.uncrossPrice = from',
    }),
    mutant('hidden lots do not count in an auction', core('auction'), {
      find: 'if (market.icebergs == 0) return lots',
      replace: 'if (market.icebergs != u32.MAX_VALUE) return lots',
    }),
    mutant('the band does not stop a triggered order', core('protection'), {
      find: 'if ((market.rareRules & rulesFences) != 0)\n      Protection.fence(Kind.isMarket(Kind.type(order.kind)), against, market)',
      replace:
        'if ((market.rareRules & rulesFences) != 0 && Kind.type(order.kind) < 3)\n      Protection.fence(Kind.isMarket(Kind.type(order.kind)), against, market)',
    }),
    mutant('every turn begins a velocity window', core('protection'), {
      find: 'if (market.velocityPpm == 0 || Protection.isWindowOpen(market)) return',
      replace: 'if (market.velocityPpm == 0) return',
    }),
    mutant('a stop price does not trail', core('triggers'), {
      find: 'terms.anchorTicks = price\n    terms.stopPriceTicks =',
      replace:
        'const isFirst = terms.anchorTicks == 0\n    terms.anchorTicks = price\n    if (isFirst) terms.stopPriceTicks =',
    }),
    mutant('an epoch does not restart the dead-man’s timers', core('timers'), {
      find: 'if (Timers.kind(timer) == timerAccount)\n        timer.deadlineUs',
      replace: 'if (Timers.kind(timer) == u32.MAX_VALUE)\n        timer.deadlineUs',
    }),
    mutant('an ended session is heard', core('sessions'), without(' || place.openedLast == 0')),
    mutant('where no place is free an opening takes the first', core('sessions'), {
      find: 'if (Sessions.at(index).openedLast == 0) return index\n    return noPlace',
      replace: 'if (Sessions.at(index).openedLast == 0) return index\n    return 0',
    }),
    mutant('the end of a session ends the connections of all', core('mass'), {
      find: 'isOfSession == (header.massKind == massOfSession)',
      replace: '(isOfSession || header.massKind == massOfSession)',
    }),
    mutant('an account trades with its group', core('prevention'), {
      find: 'return header.workGroup != 0 && Accounts.at(account).tradeGroup == header.workGroup',
      replace: 'return false',
    }),
    mutant(
      'an export tells each line from its end',
      core('export-orders'),
      {
        find: 'changetype<Level>(side.bestLevel).head',
        replace: 'changetype<Level>(side.bestLevel).tail',
      },
      {
        find: 'if (order.next != order.level) return order.next',
        replace: 'if (order.prev != order.level) return order.prev',
      },
      { find: 'changetype<Level>(worse).head', replace: 'changetype<Level>(worse).tail' },
    ),
    mutant('an export says nothing of the queue', core('export-work'), {
      find: 'const slot = before == 0 ? header.queueFirst : TermsPool.of(before).next',
      replace: 'const slot = before == 0 ? 0 : TermsPool.of(before).next',
    }),
    mutant(
      'an import forgets when an auction ends',
      core('import-venue'),
      without(
        'if (record.isAuctionTimed != 0)\n      Timers.start(timerMarket, record.market, record.market, record.auctionEndsUs)',
      ),
    ),
    mutant('an imported id finishes anew', core('import-accounts'), {
      find: 'header.timestampUs = record.finishedUs',
      replace: 'header.timestampUs = record.finishedUs + 1',
    }),
  ],
}
