// The tables against themselves: what must follow from what, whatever the core says.
import { limits } from '@openbell/protocol'
import type { Sql } from '../ports.js'
import type { Difference } from './reconcile-expected.js'

/** Each gives a row (what, expected, found) for everything that is wrong. */
const checks = [
  // Accounts are the sums of their ledgers, and their last entries say so.
  `SELECT format('ledger of %s of account %s', currency, account_number) AS what,
     trim_scale(total)::text AS expected, trim_scale(coalesce(sum, 0))::text AS found
   FROM accounts LEFT JOIN (
     SELECT account_number, currency, sum(delta) AS sum FROM ledger_entries
     GROUP BY account_number, currency) AS ledger USING (account_number, currency)
   WHERE total <> coalesce(sum, 0)`,
  `SELECT format('last ledger entry of %s of account %s', currency, account_number) AS what,
     trim_scale(total)::text AS expected, trim_scale(balance_after)::text AS found
   FROM (
     SELECT DISTINCT ON (account_number, currency) account_number, currency, balance_after
     FROM ledger_entries
     ORDER BY account_number, currency, sequence DESC, ordinal DESC, leg DESC) AS newest
   LEFT JOIN accounts USING (account_number, currency)
   WHERE total IS DISTINCT FROM balance_after`,
  // Money neither comes from nowhere nor goes there.
  `SELECT format('all accounts of %s', currency) AS what, '0' AS expected,
     trim_scale(sum(total))::text AS found
   FROM accounts GROUP BY currency HAVING sum(total) <> 0`,
  `SELECT format('transaction (%s, %s) in %s', sequence, ordinal, currency) AS what,
     '0' AS expected, trim_scale(sum(delta))::text AS found
   FROM ledger_entries GROUP BY sequence, ordinal, currency HAVING sum(delta) <> 0`,
  `SELECT format('transaction (%s, %s)', sequence, ordinal) AS what,
     'with its legs' AS expected, 'one without the other' AS found
   FROM transactions FULL JOIN (SELECT DISTINCT sequence, ordinal FROM ledger_entries) AS legs
     USING (sequence, ordinal)
   WHERE transactions.kind IS NULL OR legs.sequence IS NULL`,
  // Orders are the sums of their trades.
  `SELECT format('trades of order %s', id) AS what,
     format('%s for %s', trim_scale(filled), trim_scale(quote_filled)) AS expected,
     format('%s for %s', trim_scale(coalesce(sums.quantity, 0)),
       trim_scale(coalesce(sums.quote_quantity, 0))) AS found
   FROM orders FULL JOIN (
     SELECT id, sum(quantity) AS quantity, sum(quote_quantity) AS quote_quantity
     FROM (
       SELECT maker_order_id AS id, quantity, quote_quantity FROM trades
       UNION ALL SELECT taker_order_id, quantity, quote_quantity FROM trades) AS sides
     GROUP BY id) AS sums USING (id)
   WHERE (filled, quote_filled)
     IS DISTINCT FROM (coalesce(sums.quantity, 0), coalesce(sums.quote_quantity, 0))`,
  // An id stands for one row: the partitions' keys, which hold a time too, do not see to it.
  ...['orders', 'trades'].map(
    (table) => `SELECT format('${table} with id %s', id) AS what, '1' AS expected,
     count(*)::text AS found
   FROM ${table} GROUP BY id HAVING count(*) > 1`,
  ),
  `SELECT format('transactions (%s, %s)', sequence, ordinal) AS what, '1' AS expected,
     count(*)::text AS found
   FROM transactions GROUP BY sequence, ordinal HAVING count(*) > 1`,
  // The house has what was charged, and what was paid to it or by it.
  `SELECT format('fees in %s', currency) AS what,
     trim_scale(coalesce(charged, 0))::text AS expected, trim_scale(total)::text AS found
   FROM accounts LEFT JOIN (
     SELECT currency, sum(fee) AS charged FROM (
       SELECT maker_fee_currency AS currency, maker_fee AS fee FROM trades
       UNION ALL SELECT taker_fee_currency, taker_fee FROM trades
       UNION ALL SELECT currency, fee FROM withdrawals WHERE status = 'settled'
       UNION ALL SELECT currency, delta FROM ledger_entries
         JOIN transactions USING (sequence, ordinal)
       WHERE ledger_entries.account_number = ${limits.accountFees} AND kind NOT IN ('trade', 'fee')
         AND (kind <> 'withdrawal' OR transactions.account_number = ${limits.accountFees} AND leg = 0)
     ) AS fees
     GROUP BY currency) AS charges USING (currency)
   WHERE house_name = 'fees' AND total <> coalesce(charged, 0)`,
  // Withdrawals that left have moved their money, and no others.
  `SELECT format('withdrawal %s', id) AS what,
     format('%s paid', trim_scale(coalesce(amount, 0))) AS expected,
     format('%s paid', trim_scale(coalesce(paid, 0))) AS found
   FROM (SELECT id, account_number, amount FROM withdrawals WHERE status = 'settled') AS settled
   FULL JOIN (
     SELECT reference::bigint AS id, transactions.account_number, -delta AS paid
     FROM transactions JOIN ledger_entries USING (sequence, ordinal)
     WHERE kind = 'withdrawal' AND leg = 0) AS payments USING (id, account_number)
   WHERE amount IS DISTINCT FROM paid`,
  // What is reserved to leave is locked, at least.
  `SELECT format('reserved %s of account %s', currency, account_number) AS what,
     format('%s locked', trim_scale(reserved)) AS expected,
     format('%s locked', trim_scale(coalesce(locked, 0))) AS found
   FROM (
     SELECT account_number, currency, sum(amount) AS reserved FROM withdrawals
     WHERE status = 'reserved' GROUP BY account_number, currency) AS sums
   LEFT JOIN accounts USING (account_number, currency)
   WHERE coalesce(locked, 0) < reserved`,
  // What prevented trades took away is what their orders lost, and amendments end where orders stand.
  `SELECT format('prevented lots of order %s', id) AS what,
     trim_scale(coalesce(prevented_quantity, 0))::text AS expected,
     trim_scale(coalesce(lost, 0))::text AS found
   FROM orders FULL JOIN (
     SELECT id, sum(lost) AS lost FROM (
       SELECT maker_order_id AS id, maker_prevented AS lost FROM prevented_matches
       UNION ALL SELECT taker_order_id, taker_prevented FROM prevented_matches) AS sides
     GROUP BY id) AS losses USING (id)
   WHERE prevented_quantity IS DISTINCT FROM coalesce(lost, 0)`,
  `SELECT format('amendments of order %s', order_id) AS what,
     format('at most %s', trim_scale(newest.quantity)) AS expected,
     coalesce(trim_scale(orders.quantity)::text, 'no order') AS found
   FROM (
     SELECT DISTINCT ON (order_id) order_id, quantity FROM order_amendments
     ORDER BY order_id, account_event DESC) AS newest
   LEFT JOIN orders ON orders.id = order_id
   WHERE orders.quantity IS NULL OR orders.quantity > newest.quantity`,
  // Lists have their orders, and orders their lists.
  `SELECT format('list %s', coalesce(order_lists.id, orders.list_id)) AS what,
     'with its orders' AS expected, 'one without the other' AS found
   FROM order_lists FULL JOIN (
     SELECT DISTINCT list_id FROM orders WHERE list_id IS NOT NULL) AS orders
     ON order_lists.id = orders.list_id
   WHERE order_lists.id IS NULL OR orders.list_id IS NULL`,
  // A market stands where its last change left it.
  `SELECT format('state of %s', pair) AS what, newest.status AS expected,
     coalesce(trading_pairs.status, 'no pair') AS found
   FROM (
     SELECT DISTINCT ON (pair) pair, status FROM market_states
     ORDER BY pair, sequence DESC, ordinal DESC) AS newest
   LEFT JOIN trading_pairs ON symbol = pair
   WHERE trading_pairs.status IS DISTINCT FROM newest.status`,
  // Metrics count what there is.
  `SELECT format('metrics of %s by the %s', pair, period) AS what,
     format('%s orders, %s trades of %s', orders, trades, traded) AS expected,
     format('%s orders, %s trades of %s', sum(order_count), sum(trade_count),
       trim_scale(sum(volume))) AS found
   FROM order_metrics JOIN (
     SELECT symbol AS pair,
       (SELECT count(*) FROM orders WHERE pair = symbol) AS orders,
       (SELECT count(*) FROM trades WHERE pair = symbol) AS trades,
       (SELECT trim_scale(coalesce(sum(quantity), 0)) FROM trades WHERE pair = symbol) AS traded
     FROM trading_pairs) AS facts USING (pair)
   GROUP BY pair, period, orders, trades, traded
   HAVING (sum(order_count), sum(trade_count), sum(volume))
     IS DISTINCT FROM (orders, trades, traded)`,
]

export async function tableDifferences(sql: Sql): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const check of checks) differences.push(...(await sql.query<Difference>(check)))
  return differences
}
