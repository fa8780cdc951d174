-- For wrk: one of the prepared requests of a cell, chosen at random each time; the result as one line of JSON.
--   wrk … -s load.lua URL -- CELL FILE        FILE: product ids, one a line; STOA_BENCH_TOKEN: a bearer token

local threads = 0
function setup(thread)
    threads = threads + 1
    thread:set("seed", threads)
end

local requests = {}

local function lines(name)
    local all = {}
    for line in io.lines(name) do all[#all + 1] = line end
    return all
end

local function order(ids)
    local first = math.random(#ids)
    local second = first % #ids + 1
    return string.format('{"items":[{"productId":"%s","quantity":1},{"productId":"%s","quantity":1}]}',
        ids[first], ids[second])
end

local prepare = {
    product = function(ids)
        for _, id in ipairs(ids) do requests[#requests + 1] = wrk.format("GET", "/api/v1/products/" .. id) end
    end,
    floor = function() requests[1] = wrk.format("GET", "/health/live") end,
    list = function() requests[1] = wrk.format("GET", "/api/v1/products?limit=20") end,
    me = function() requests[1] = wrk.format("GET", "/api/v1/users/me") end,
    order = function(ids)
        wrk.headers["Content-Type"] = "application/json"
        for _ = 1, 1000 do requests[#requests + 1] = wrk.format("POST", "/api/v1/orders", nil, order(ids)) end
    end,
}

function init(args)
    math.randomseed(os.time() + seed)
    local token = os.getenv("STOA_BENCH_TOKEN")
    if token then wrk.headers["Authorization"] = "Bearer " .. token end
    prepare[args[1]](lines(args[2]))
end

function request() return requests[math.random(#requests)] end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format(
        'result {"requests":%d,"seconds":%.6f,"errors":%d,"p50_ms":%.3f,"p99_ms":%.3f}\n',
        summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
