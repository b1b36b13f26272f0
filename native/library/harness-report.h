// What the core reports, as the public benchmark's harness wants it, and back.
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include <stdbool.h>

#include "benchmark-harness.h"
#include "openbell-records.h"

// The core's records of reports share one layout.
static inline HarnessReport harnessReportOf(const OpenbellReportTrade *record) {
  const bool isTrade = record->kind == OPENBELL_KIND_REPORT_TRADE;
  return (HarnessReport){
      .type = record->kind,  // the kinds have the harness's numbers
      .side = record->side,
      .sequence = record->sequence,
      .orderId = isTrade ? 0 : record->orderId,
      .priceTicks = record->priceTicks,
      .quantity = record->quantity,
      .makerId = record->makerOrderId,
      .takerId = isTrade ? record->orderId : 0,
  };
}

static inline OpenbellReportTrade recordOfReport(const HarnessReport *report) {
  return (OpenbellReportTrade){
      .kind = report->type,
      .side = report->side,
      .quantity = report->quantity,
      .sequence = report->sequence,
      .orderId = report->type == HARNESS_TRADE ? report->takerId : report->orderId,
      .priceTicks = report->priceTicks,
      .makerOrderId = report->makerId,
  };
}

#endif
