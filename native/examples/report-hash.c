// A line a report, joined by newlines:
//
//   0,seq,side,order_id,price,qty      3,seq,side,order_id,price,qty
//   1,seq,price,qty,maker_id,taker_id  4,seq,order_id
//   2,seq,side,order_id,price          5,seq,order_id
#include "report-hash.h"

#include <inttypes.h>
#include <stdio.h>

#include "sha256.h"

// Reports of one sequence are few or already sorted but for one: insertion is enough.
static void sortByKind(OpenbellReportTrade *reports, size_t count) {
  for (size_t index = 1; index < count; index++) {
    const OpenbellReportTrade moved = reports[index];
    size_t place = index;
    for (; place > 0 && reports[place - 1].kind > moved.kind; place--)
      reports[place] = reports[place - 1];
    reports[place] = moved;
  }
}

static int printLine(const OpenbellReportTrade *report, char *line, size_t bytes) {
  const unsigned kind = report->kind;
  const uint64_t sequence = report->sequence, id = report->orderId;
  const int start = snprintf(line, bytes, "%u,%" PRIu64 ",", kind, sequence);
  line += start;
  bytes -= start;
  switch (kind) {
    case OPENBELL_KIND_REPORT_TRADE:
      return start + snprintf(line, bytes, "%" PRId64 ",%u,%" PRIu64 ",%" PRIu64,
                              report->priceTicks, report->quantity, report->makerOrderId, id);
    case OPENBELL_KIND_REPORT_CANCEL_ACK:
      return start + snprintf(line, bytes, "%u,%" PRIu64 ",%" PRId64, report->side, id,
                              report->priceTicks);
    case OPENBELL_KIND_REPORT_CANCEL_REJECT:
    case OPENBELL_KIND_REPORT_MODIFY_REJECT:
      return start + snprintf(line, bytes, "%" PRIu64, id);
    default:
      return start + snprintf(line, bytes, "%u,%" PRIu64 ",%" PRId64 ",%u", report->side, id,
                              report->priceTicks, report->quantity);
  }
}

void hashReports(OpenbellReportTrade *reports, size_t count, char hex[65]) {
  Sha256 hash;
  startSha256(&hash);
  for (size_t from = 0; from < count;) {
    size_t to = from + 1;
    while (to < count && reports[to].sequence == reports[from].sequence) to++;
    sortByKind(reports + from, to - from);
    from = to;
  }
  for (size_t index = 0; index < count; index++) {
    char line[160] = "\n";
    const int length = printLine(&reports[index], line + 1, sizeof line - 1);
    const int isFirst = index == 0;
    addSha256(&hash, line + isFirst, length + 1 - isFirst);
  }
  endSha256(&hash, hex);
}
