// What a caller is told who asks for too much, in the dialect's words.
import { ApiError } from '../errors.js'

const advice = 'Please use WebSocket Streams for live updates to avoid'

export const tooMuchWeight = (limit: number, secondsLeft: number) =>
  new ApiError(
    429,
    -1003,
    `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. ${advice} polling the API.`,
    secondsLeft,
  )

export const tooManyRequests = (limit: number, secondsLeft: number) =>
  new ApiError(
    429,
    -1003,
    `Too many requests; current limit is ${limit} requests per 1 MINUTE. ${advice} polling the API.`,
    secondsLeft,
  )

export const banned = (untilMs: number, secondsLeft: number) =>
  new ApiError(
    418,
    -1003,
    `Way too much request weight used; IP banned until ${untilMs}. ${advice} bans.`,
    secondsLeft,
  )

export const tooManyOrders = (limit: number, interval: string, secondsLeft: number) =>
  new ApiError(
    429,
    -1015,
    `Too many new orders; current limit is ${limit} orders per ${interval}.`,
    secondsLeft,
  )

export const tooManyLogins = (limit: number, secondsLeft: number) =>
  new ApiError(
    429,
    -1003,
    `Too many logins; current limit is ${limit} logins per 1 MINUTE.`,
    secondsLeft,
  )

export const tooManyConnects = (limit: number, secondsLeft: number) =>
  new ApiError(
    429,
    -1003,
    `Too many connections; current limit is ${limit} connections per 5 MINUTE.`,
    secondsLeft,
  )

export const notWhileAlone = () =>
  new ApiError(
    503,
    -1001,
    'Logins and changes of keys and money must wait until the servers know of each other again.',
    5,
  )
