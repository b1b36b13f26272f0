// Bugs that the simulator must find: each is planted by changing the text of a built file, or of a
// source of the core.
import { type MutantSet, mutant, without } from './mutant.js'

const exchange = 'gateway/dist/exchange.js'
const recovery = 'gateway/dist/recovery.js'
const journal = 'gateway/dist/journal/journal.js'
const eventLog = 'gateway/dist/publish/event-log.js'
const commands = 'gateway/dist/edge/commands.js'
const waiting = 'gateway/dist/edge/waiting.js'

export const simMutants: MutantSet = {
  args: [],
  seedsMax: 120,
  mutants: [
    mutant('a frame is answered before it is synced', journal, {
      find: 'file.write(frame, this.offset);\n            file.sync();',
      replace: 'file.write(frame, this.offset);',
    }),
    mutant(
      'events are published before their frame is committed',
      exchange,
      without('log.begin(sequence, bytes, chain);'),
      {
        find: 'this.lastFrameUs = clock',
        replace: 'log.begin(sequence, bytes, chain);\n        this.lastFrameUs = clock',
      },
    ),
    mutant(
      'the folder is not synced when a segment gets its name',
      journal,
      without('files.syncFolder(folder);'),
    ),
    mutant('a segment gets its name before it is whole', journal, {
      find: 'file.write(head, 0);\n            file.sync();',
      replace: 'file.write(head, 0);',
    }),
    mutant('what a start finds is not made durable', recovery, {
      find: 'settleTail(files, journalFolder(folder));',
      replace: 'undefined;',
    }),
    mutant('a torn tail is not cleared', journal, {
      find: 'if (end.tornBytes > 0)',
      replace: 'if (end.tornBytes < 0)',
    }),
    mutant(
      'a start builds on what a failed sync has left to be read',
      'gateway/dist/journal/tail.js',
      without('rewrite(files, frame);'),
    ),
    mutant('the checksum of a payload is not looked at', 'gateway/dist/journal/frame.js', {
      find: 'if (crc32(payload) !== head.payloadCrc)',
      replace: 'if (false)',
    }),
    mutant(
      'a journal that ends below what was published is taken',
      recovery,
      without('replay.refuseLoss();'),
    ),
    mutant(
      'the event log is not synced before a snapshot',
      'gateway/dist/roles/threads/keep-snapshot.js',
      without('syncEventLog(files, eventsFolder(folder));'),
    ),
    mutant('a segment of the event log is left unsynced', eventLog, {
      find: 'this.file?.sync();\n        this.file?.close();',
      replace: 'this.file?.close();',
    }),
    mutant('the epoch is not raised', exchange, {
      find: 'this.epoch = last.epoch + 1;',
      replace: 'this.epoch = Math.max(1, last.epoch);',
    }),
    mutant('a replay takes its time from the host', recovery, {
      find: 'core.apply(identity.sequence, identity.timestampUs,',
      replace: 'core.apply(identity.sequence, Date.now() * 1000,',
    }),
    mutant('a timer waits for a command', exchange, without(' || this.isDue(timestampUs)')),
    mutant('a start is not told to the core', recovery, {
      find: 'const isEpoch = identity.type === FrameType.epoch;',
      replace: 'const isEpoch = false;',
    }),
    mutant('an edge sends again before it has read the epoch', commands, {
      find: 'this.epochRead < up.epoch && wasAnyPut',
      replace: 'false',
    }),
    mutant(
      'an edge sends again what has its outcome',
      waiting,
      without('this.delete(laneSequence);'),
    ),
    mutant('an edge forgets the bytes of what it sent', commands, {
      find: 'if (isPut)\n            this.publishSoon();',
      replace: 'slots.give(slot);\n        if (isPut)\n            this.publishSoon();',
    }),
    mutant('an edge sends again what its leader has heard', commands, {
      find: 'if (laneSequence <= heard[lane] || waiting.refusal)',
      replace: 'if (waiting.refusal)',
    }),
    mutant('an edge does not send again what a cut link has lost', commands, {
      find: 'if (laneSequence <= heard[lane] || waiting.refusal)',
      replace: 'if (isSameLeader || waiting.refusal)',
    }),
    mutant('the refusal of a second copy is told at once', commands, {
      find: 'if (waiting.isResent && !this.isOldWorkDone)',
      replace: 'if (false)',
    }),
    mutant('a deadline is not looked at', 'gateway/dist/ingress/ingress.js', {
      find: 'if (deadlineMs !== 0 && nowMs > deadlineMs)',
      replace: 'if (false)',
    }),
    mutant('the mark of a lane is not looked at', 'engine-as/assembly/sessions.ts', {
      find: 'if (laneSequence <= load<u64>(heard)) return Reject.laneSequenceMustIncrease',
      replace: '',
    }),
    mutant('a retry of a deposit is a deposit', 'engine-as/assembly/money.ts', {
      find: 'return Text.isSet(text) ? ClientIds.find(command.account, kindMoney, text) : 0',
      replace: 'return 0',
    }),
    mutant('a snapshot forgets what the budget left', 'engine-as/assembly/snapshot.ts', {
      find: 'Snapshot.range(header.input, header.inputEnd - header.input)',
      replace: '',
    }),
    mutant(
      'a snapshot forgets the timers',
      'engine-as/assembly/snapshot.ts',
      without('Snapshot.range(header.timers, header.timersCount * (offsetof<Timer>() as u32))'),
    ),
    mutant('the timers of dead men go on over a start', 'engine-as/assembly/agenda.ts', {
      find: 'if (isEpoch) Timers.restartAccounts()',
      replace: '',
    }),
    mutant('the other leg of an oco stays when one fills', 'engine-as/assembly/lists.ts', {
      find: 'Lists.closeOthers(list, slot, OrderStatus.expired, CloseReason.otherLeg)\n      Lists.end(list)',
      replace: 'Lists.end(list)',
    }),
  ],
}
