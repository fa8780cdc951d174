import SharedKernel
import Testing

@Suite struct MoneyTests {
    @Test func `a currency is three capital letters`() {
        #expect(Currency("USD")?.code == "USD")
        for code in ["", "US", "USDT", "usd", "U5D", "ÄÖÜ"] { #expect(Currency(code) == nil, "\(code)") }
    }

    @Test func `a sum has one currency and a bound`() throws {
        let dollars = try #require(Currency("USD"))
        let euros = try #require(Currency("EUR"))
        let most = Money(amount: Money.largestAmount, currency: dollars)
        let one = Money(amount: 1, currency: dollars)
        #expect(one.plus(one)?.amount == 2)
        #expect(most.plus(one) == nil)
        #expect(one.plus(Money(amount: 1, currency: euros)) == nil)
    }
}
