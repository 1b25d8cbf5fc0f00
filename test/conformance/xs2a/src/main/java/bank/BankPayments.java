package bank;

import de.adorsys.psd2.stub.impl.SinglePaymentSpiMockImpl;
import de.adorsys.psd2.stub.impl.service.PaymentServiceMock;
import de.adorsys.psd2.xs2a.core.pis.TransactionStatus;
import de.adorsys.psd2.xs2a.spi.domain.SpiAspspConsentDataProvider;
import de.adorsys.psd2.xs2a.spi.domain.SpiContextData;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.SpiAuthorisationStatus;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.SpiScaConfirmation;
import de.adorsys.psd2.xs2a.spi.domain.payment.SpiSinglePayment;
import de.adorsys.psd2.xs2a.spi.domain.payment.response.*;
import de.adorsys.psd2.xs2a.spi.domain.response.SpiResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/** Payments: more than 9,999 is refused at once; what is authorised settles two seconds after it is first asked for. */
@Primary
@Service
class BankPayments extends SinglePaymentSpiMockImpl {
  private static final BigDecimal LIMIT = new BigDecimal("9999");
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final Set<TransactionStatus> ON_ITS_WAY =
      EnumSet.of(TransactionStatus.ACCP, TransactionStatus.ACSP, TransactionStatus.ACTC);
  private final Map<String, Instant> firstAsked = new ConcurrentHashMap<>();

  BankPayments(PaymentServiceMock service) {
    super(service);
  }

  @Override
  public SpiResponse<SpiSinglePaymentInitiationResponse> initiatePayment(
      SpiContextData context, SpiSinglePayment payment, SpiAspspConsentDataProvider data) {
    boolean isTooMuch = payment.getInstructedAmount().getAmount().compareTo(LIMIT) > 0;
    SpiSinglePaymentInitiationResponse response = new SpiSinglePaymentInitiationResponse();
    response.setTransactionStatus(isTooMuch ? TransactionStatus.RJCT : TransactionStatus.RCVD);
    response.setPaymentId(UUID.randomUUID().toString());
    response.setAspspAccountId("core-0");
    response.setMultilevelScaRequired(Users.is("multi", Users.of(context)));
    // A cancellation comes without the user's name.
    data.updateAspspConsentData(Users.of(context).getBytes());
    return Users.answer(response);
  }

  @Override
  public SpiResponse<SpiGetPaymentStatusResponse> getPaymentStatusById(
      SpiContextData context, String accept, SpiSinglePayment payment, SpiAspspConsentDataProvider data) {
    TransactionStatus status = payment.getPaymentStatus();
    if (ON_ITS_WAY.contains(status)) {
      Instant since = firstAsked.computeIfAbsent(payment.getPaymentId(), id -> Instant.now());
      if (since.plus(SETTLING).isBefore(Instant.now())) status = TransactionStatus.ACSC;
    }
    String type = SpiGetPaymentStatusResponse.RESPONSE_TYPE_JSON;
    return Users.answer(new SpiGetPaymentStatusResponse(status, true, type, null, null, null, null));
  }

  @Override
  public SpiResponse<SpiPaymentExecutionResponse> verifyScaAuthorisationAndExecutePaymentWithPaymentResponse(
      SpiContextData context, SpiScaConfirmation confirmation, SpiSinglePayment payment,
      SpiAspspConsentDataProvider data) {
    SpiAuthorisationStatus judged = Users.judge(confirmation.getTanNumber());
    TransactionStatus status = payment.getPaymentStatus();
    if (judged == SpiAuthorisationStatus.SUCCESS) {
      boolean isComplete = Users.completes(payment.getPaymentId(), Users.of(context));
      status = isComplete ? TransactionStatus.ACCP : TransactionStatus.PATC;
    }
    return Users.answer(new SpiPaymentExecutionResponse(judged, status), judged);
  }
}
